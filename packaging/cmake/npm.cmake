# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT

# drover_npm_ci(<target> SOURCE <dir with package.json and package-lock.json> RESULT <variable>)
# Fetches exactly what the lock file names into the build tree, without running package scripts. The folder's name carries
# the hash of the lock file: nothing changed, no network. RESULT receives the path of node_modules.
function(drover_npm_ci target)
    cmake_parse_arguments(arg "" "SOURCE;RESULT" "" ${ARGN})
    find_program(DROVER_NPM npm REQUIRED)
    set(lock "${arg_SOURCE}/package-lock.json")
    file(SHA256 "${lock}" hash)
    string(SUBSTRING "${hash}" 0 12 hash)
    set(folder "${CMAKE_BINARY_DIR}/npm/${target}-${hash}")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${lock}")
    add_custom_command(
        OUTPUT "${folder}/.complete"
        COMMAND "${CMAKE_COMMAND}" -E make_directory "${folder}"
        COMMAND "${CMAKE_COMMAND}" -E copy "${arg_SOURCE}/package.json" "${lock}" "${folder}"
        COMMAND "${DROVER_NPM}" ci --prefix "${folder}" --ignore-scripts --prefer-offline --no-audit --no-fund
                --loglevel=error
        COMMAND "${CMAKE_COMMAND}" -E touch "${folder}/.complete"
        DEPENDS "${lock}" "${arg_SOURCE}/package.json"
        WORKING_DIRECTORY "${CMAKE_BINARY_DIR}"
        COMMENT "Fetching the npm packages of ${target}"
        VERBATIM)
    add_custom_target(${target} DEPENDS "${folder}/.complete")
    set(${arg_RESULT} "${folder}/node_modules" PARENT_SCOPE)
endfunction()
