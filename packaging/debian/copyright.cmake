# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT

# cmake -DTEMPLATE=.. -DBULLMQ=LICENSE -DLUCIDE=LICENSE -DOUTPUT=.. -P copyright.cmake
# Puts the notices of what the build fetched into the package's copyright file. Without LUCIDE (a build without the window) its
# paragraphs and those of the window's sources stay out.

# A licence's text as the body of a field: each line indented, an empty one as a dot.
function(read_notice file copyright_variable text_variable)
    file(READ "${file}" text)
    string(REGEX MATCH "Copyright \\(c\\) ([^\n]*)" line "${text}")
    set(${copyright_variable} "${CMAKE_MATCH_1}" PARENT_SCOPE)
    string(STRIP "${text}" text)
    string(REGEX REPLACE "[ \t]+\n" "\n" text "${text}")
    string(REPLACE "\n" "\n " text " ${text}")
    # Twice: each match takes the line end that the next one needs.
    string(REPLACE "\n \n" "\n .\n" text "${text}")
    string(REPLACE "\n \n" "\n .\n" text "${text}")
    set(${text_variable} "${text}" PARENT_SCOPE)
endfunction()

file(READ "${TEMPLATE}" result)
read_notice("${BULLMQ}" BULLMQ_COPYRIGHT text)
# The permission itself, which Drover's own MIT parts share word for word; the notice of each is in its Copyright field.
string(FIND "${text}" " Permission is hereby granted" start)
string(SUBSTRING "${text}" ${start} -1 EXPAT_TEXT)
if(LUCIDE)
    read_notice("${LUCIDE}" LUCIDE_COPYRIGHT LUCIDE_TEXT)
    string(APPEND LUCIDE_COPYRIGHT "\n           2013-present Cole Bemis")
else()
    string(REGEX REPLACE "Files: (ui/|resources/icons)[^\n]*\n([^\n]+\n)+\n?" "" result "${result}")
    string(REGEX REPLACE "License: (GPL-3\\+|ISC-and-Expat-lucide)\n([^\n]+\n)+\n?" "" result "${result}")
    string(REGEX REPLACE " The program drover-window[^\n]*\n[^\n]*\n" "" result "${result}")
endif()
string(CONFIGURE "${result}" result @ONLY)
file(WRITE "${OUTPUT}" "${result}")
