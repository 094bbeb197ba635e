# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT

# cpack -G DEB in the build folder makes a .deb for the release that it runs on. Build first: packing does not.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)
set(CMAKE_SKIP_PACKAGE_ALL_DEPENDENCY ON)
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME "${DROVER_PACKAGE_NAME}")
set(CPACK_PACKAGE_VENDOR "The Drover authors")
set(CPACK_PACKAGE_CONTACT "The Drover authors <authors@drover.invalid>" CACHE STRING "Who answers for the package")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "dashboard and command line for BullMQ queues on Redis")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "Drover shows what every BullMQ queue on a Redis server is doing, explains why
jobs fail, retries them safely and runs them on this machine. It speaks
BullMQ's protocol, so producers and workers written for Node.js and other
languages share queues with it.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE "${DROVER_DEBIAN_REVISION}")
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)

# Loaded at run time, so no shlibdeps sees them: QtKeychain's store and the database driver of history and trash.
set(depends libsecret-1-0 libqt6sql6-sqlite)
set(recommends "redis-server | valkey-server" nodejs)
set(suggests openssh-client qt6-base-dev) # the latter for who writes plugins
if(DROVER_BUILD_UI)
    set(CPACK_DEBIAN_PACKAGE_SECTION devel)
    # The style sheet's arrows are SVG and Qt loads the plugin for them; its package is another one in each release.
    find_program(DROVER_DPKG_QUERY dpkg-query)
    get_target_property(qmake Qt6::qmake IMPORTED_LOCATION)
    if(DROVER_DPKG_QUERY AND qmake)
        execute_process(COMMAND "${qmake}" -query QT_INSTALL_PLUGINS OUTPUT_VARIABLE plugins OUTPUT_STRIP_TRAILING_WHITESPACE)
        execute_process(COMMAND "${DROVER_DPKG_QUERY}" --search "${plugins}/iconengines/libqsvgicon.so"
            OUTPUT_VARIABLE owner ERROR_QUIET)
        string(REGEX MATCH "^[a-z0-9+.-]+" owner "${owner}")
        list(APPEND depends ${owner})
    endif()
    list(APPEND recommends qt6-translations-l10n qt6-wayland qt6-gtk-platformtheme "gnome-keyring | kwalletmanager")
    set(CPACK_DEBIAN_PACKAGE_CONFLICTS drover-cli)
    set(CPACK_DEBIAN_PACKAGE_REPLACES drover-cli)
    set(CPACK_DEBIAN_PACKAGE_PROVIDES drover-cli)
else()
    set(CPACK_DEBIAN_PACKAGE_SECTION database)
    set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "command line for BullMQ queues on Redis")
    set(CPACK_DEBIAN_PACKAGE_CONFLICTS drover)
endif()
foreach(field IN ITEMS depends recommends suggests)
    string(TOUPPER "${field}" upper)
    list(JOIN ${field} ", " CPACK_DEBIAN_PACKAGE_${upper})
endforeach()
include(CPack)
