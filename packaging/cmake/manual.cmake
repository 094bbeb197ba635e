# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT

# drover_manual(<target of a program> <page>): the program prints its own manual page (--man); it is installed compressed.
function(drover_manual program page)
    find_program(DROVER_GZIP gzip REQUIRED)
    set(generated "${CMAKE_CURRENT_BINARY_DIR}/generated")
    add_custom_command(
        OUTPUT "${generated}/${page}" "${generated}/${page}.gz"
        COMMAND "${CMAKE_COMMAND}" -E make_directory "${generated}"
        COMMAND ${program} --man > "${generated}/${page}"
        COMMAND "${DROVER_GZIP}" -9nkf "${generated}/${page}"
        DEPENDS ${program}
        VERBATIM)
    add_custom_target(${program}_manual ALL DEPENDS "${generated}/${page}.gz")
    install(FILES "${generated}/${page}.gz" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
endfunction()
