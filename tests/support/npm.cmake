# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT

# Drover::TestNpm: the live npm package (fetched into the build tree), the driver that speaks for it, and the C++ end of the
# conversation.
include("${PROJECT_SOURCE_DIR}/packaging/cmake/npm.cmake")
find_program(DROVER_NODE node REQUIRED)
drover_npm_ci(drover_npm_interop SOURCE "${PROJECT_SOURCE_DIR}/tests/interop" RESULT node_modules)
# Cached for packaging/run.sh, which asks the npm package too.
set(DROVER_NODE_MODULES "${node_modules}" CACHE INTERNAL "The npm packages of the tests")

add_library(drover_test_npm STATIC npmprocess.cpp)
add_library(Drover::TestNpm ALIAS drover_test_npm)
add_dependencies(drover_test_npm drover_npm_interop)
target_link_libraries(drover_test_npm PUBLIC Qt6::Core Qt6::Test PRIVATE drover_flags)
target_include_directories(drover_test_npm PUBLIC "${PROJECT_SOURCE_DIR}/tests")
target_compile_definitions(drover_test_npm
    PUBLIC
    DROVER_NODE="${DROVER_NODE}"
    DROVER_NODE_MODULES="${DROVER_NODE_MODULES}"
    PRIVATE
    DROVER_NPM_DRIVER="${PROJECT_SOURCE_DIR}/tests/interop/driver.js")
