# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT

# One interface target carries language level, warnings and Qt's strictness for all of Drover's own targets.
add_library(drover_flags INTERFACE)
target_compile_features(drover_flags INTERFACE cxx_std_20)
set(CMAKE_CXX_EXTENSIONS OFF)

target_compile_options(drover_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wold-style-cast -Woverloaded-virtual -Wnon-virtual-dtor
    $<$<BOOL:${DROVER_WERROR}>:-Werror>)
# QT_NO_CONTEXTLESS_CONNECT is left out: QCoro's own headers do not compile with it from Qt 6.7 on.
target_compile_definitions(drover_flags INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_NO_FOREACH QT_NO_KEYWORDS
    QT_USE_QSTRINGBUILDER QT_STRICT_ITERATORS DROVER_VERSION="${PROJECT_VERSION}")

if(DROVER_SANITIZE)
    add_compile_options(-fsanitize=${DROVER_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${DROVER_SANITIZE})
endif()
