# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT

# find_package(Drover) gives Drover::ProcessorPlugin, what a plugin for `drover work --plugin` is built with.
include(CMakeFindDependencyMacro)
find_dependency(Qt6 6.4 COMPONENTS Core)
include("${CMAKE_CURRENT_LIST_DIR}/DroverTargets.cmake")
