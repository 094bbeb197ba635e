# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT

# drover_notice(<folder> <name> <package>..): takes the notice of a library from the first of these Debian packages into
# FOLDER/NAME-LICENSE.txt and installs it; nothing happens where there is none. Header-only parts of a library become part of
# our programs, so their notices travel along. Nothing is copied into the repository.
function(drover_notice folder name)
    foreach(package IN LISTS ARGN)
        set(source "/usr/share/doc/${package}/copyright")
        if(EXISTS "${source}")
            configure_file("${source}" "${folder}/${name}-LICENSE.txt" COPYONLY)
            install(FILES "${folder}/${name}-LICENSE.txt" DESTINATION "${CMAKE_INSTALL_DOCDIR}/third-party")
            return()
        endif()
    endforeach()
endfunction()
