# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: GPL-3.0-or-later

# cmake -DPACKAGE=.. -DLIST=.. -DFOLDER=.. -DNOTICE=.. -P chooseicons.cmake: copies what LIST names out of the unpacked package.
file(STRINGS "${LIST}" lines REGEX "^[a-z]")
foreach(line IN LISTS lines)
    string(REGEX REPLACE " +" ";" words "${line}")
    list(GET words 0 name)
    list(GET words -1 file)
    if(NOT EXISTS "${PACKAGE}/icons/${file}.svg")
        message(FATAL_ERROR "lucide-static has no icon ${file}.svg (for ${name} in ${LIST})")
    endif()
    file(READ "${PACKAGE}/icons/${file}.svg" svg)
    file(WRITE "${FOLDER}/${name}.svg" "${svg}")
endforeach()
file(READ "${PACKAGE}/LICENSE" text)
file(WRITE "${NOTICE}" "${text}")
