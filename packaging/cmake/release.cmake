# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT

# The names and dates that metadata, manual pages and packages share. The newest entry of packaging/debian/changelog is the
# release: its version must be the project's, its date is the release's.
file(STRINGS "${PROJECT_SOURCE_DIR}/packaging/debian/changelog" entry LIMIT_COUNT 1)
if(NOT entry MATCHES "^drover \\(${PROJECT_VERSION}\\) ")
    message(FATAL_ERROR "packaging/debian/changelog begins with \"${entry}\", but the project is ${PROJECT_VERSION}")
endif()
file(STRINGS "${PROJECT_SOURCE_DIR}/packaging/debian/changelog" signed LIMIT_COUNT 1 REGEX "^ -- ")
set(months Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec)
string(REGEX MATCH ", ([0-9]+) ([A-Z][a-z]+) ([0-9]+)" found "${signed}")
set(day "${CMAKE_MATCH_1}")
set(year "${CMAKE_MATCH_3}")
list(FIND months "${CMAKE_MATCH_2}" month)
math(EXPR month "${month} + 101")
string(SUBSTRING "${month}" 1 2 month)
set(DROVER_RELEASE_DATE "${year}-${month}-${day}")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/packaging/debian/changelog")

# Without the window the package has a name of its own, so that a server need not carry Qt's Gui.
set(DROVER_PACKAGE_NAME drover)
if(NOT DROVER_BUILD_UI)
    set(DROVER_PACKAGE_NAME drover-cli)
endif()
set(CMAKE_INSTALL_DOCDIR "${CMAKE_INSTALL_DATAROOTDIR}/doc/${DROVER_PACKAGE_NAME}")

# Debian's place for what depends on the machine, whatever the prefix: the package's is /usr, a plain build's is not.
if(CMAKE_LIBRARY_ARCHITECTURE)
    set(CMAKE_INSTALL_LIBDIR "lib/${CMAKE_LIBRARY_ARCHITECTURE}")
endif()

# 1~deb12, 1~ubuntu24.04: sorts before a package that the distribution may make one day.
set(DROVER_DEBIAN_REVISION "1")
if(EXISTS /etc/os-release)
    file(STRINGS /etc/os-release lines REGEX "^(ID|VERSION_ID)=")
    string(REGEX MATCH "(^|;)ID=\"?([a-z]+)" found "${lines}")
    set(system "${CMAKE_MATCH_2}")
    string(REGEX MATCH "VERSION_ID=\"?([0-9.]+)" found "${lines}")
    string(REPLACE "debian" "deb" system "${system}")
    string(APPEND DROVER_DEBIAN_REVISION "~${system}${CMAKE_MATCH_1}")
endif()
