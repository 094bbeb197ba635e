# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Embeds icons into drover_ui: lucide's, fetched as the lock file says and chosen by lucide.txt, and our own *.svg. Included by
# ui/CMakeLists.txt, so that the generated files belong to the folder of their target.
include("${PROJECT_SOURCE_DIR}/packaging/cmake/npm.cmake")
set(icons "${PROJECT_SOURCE_DIR}/resources/icons")
if(DROVER_LUCIDE_DIR)
    set(lucide "${DROVER_LUCIDE_DIR}")
    if(NOT EXISTS "${lucide}/icons" OR NOT EXISTS "${lucide}/LICENSE")
        message(FATAL_ERROR "DROVER_LUCIDE_DIR: no icons/ and LICENSE of lucide-static below ${lucide}")
    endif()
    add_custom_target(drover_lucide)
    set(lucide_ready "${lucide}/LICENSE")
else()
    drover_npm_ci(drover_lucide SOURCE "${icons}" RESULT modules)
    set(lucide "${modules}/lucide-static")
    cmake_path(GET modules PARENT_PATH folder)
    set(lucide_ready "${folder}/.complete")
endif()

set_property(GLOBAL PROPERTY DROVER_LUCIDE_PACKAGE "${lucide}")

set(list "${icons}/lucide.txt")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${list}")
set(chosen_folder "${CMAKE_CURRENT_BINARY_DIR}/lucide")
set(chosen "")
file(STRINGS "${list}" lines REGEX "^[a-z]")
foreach(line IN LISTS lines)
    string(REGEX MATCH "^[^ ]+" name "${line}")
    list(APPEND chosen "${chosen_folder}/${name}.svg")
endforeach()
# Their licence asks for its notice: in the program (:/notices) and beside it.
set(notice "${CMAKE_CURRENT_BINARY_DIR}/notices/lucide-LICENSE.txt")
add_custom_command(
    OUTPUT ${chosen} "${notice}"
    COMMAND "${CMAKE_COMMAND}" "-DPACKAGE=${lucide}" "-DLIST=${list}" "-DFOLDER=${chosen_folder}" "-DNOTICE=${notice}"
            -P "${icons}/chooseicons.cmake"
    DEPENDS "${list}" "${icons}/chooseicons.cmake" "${lucide_ready}"
    COMMENT "Choosing the icons"
    VERBATIM)
install(FILES "${notice}" DESTINATION "${CMAKE_INSTALL_DOCDIR}/third-party")

file(GLOB own_icons CONFIGURE_DEPENDS "${icons}/*.svg")
qt_add_resources(drover_ui lucide_icons PREFIX /icons BASE "${chosen_folder}" FILES ${chosen})
qt_add_resources(drover_ui own_icons PREFIX /icons BASE "${icons}" FILES ${own_icons})
qt_add_resources(drover_ui lucide_notice PREFIX / BASE "${CMAKE_CURRENT_BINARY_DIR}" FILES "${notice}")
add_dependencies(drover_ui drover_lucide)
