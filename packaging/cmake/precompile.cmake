# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT

# drover_precompile(): all targets of this project share the parsed headers of Qt and the standard library, those of the
# window a set of their own. Halves the time of a build, and hides an #include that is missing: so only for builds beside others.
set(drover_precompiled_standard <algorithm> <chrono> <coroutine> <functional> <memory> <optional> <ranges> <string> <variant> <vector>)

function(drover_precompiled_set name)
    cmake_parse_arguments(arg "" "" "LIBS;HEADERS" ${ARGN})
    file(WRITE "${CMAKE_BINARY_DIR}/${name}.cpp" "")
    add_library(${name} OBJECT "${CMAKE_BINARY_DIR}/${name}.cpp")
    set_target_properties(${name} PROPERTIES AUTOMOC OFF AUTORCC OFF)
    target_link_libraries(${name} PRIVATE ${arg_LIBS} drover_flags)
    target_compile_definitions(${name} PRIVATE _FILE_OFFSET_BITS=64)
    target_precompile_headers(${name} PRIVATE ${arg_HEADERS} ${drover_precompiled_standard})
endfunction()

function(drover_targets_below folder result)
    get_property(targets DIRECTORY "${folder}" PROPERTY BUILDSYSTEM_TARGETS)
    get_property(folders DIRECTORY "${folder}" PROPERTY SUBDIRECTORIES)
    foreach(one IN LISTS folders)
        drover_targets_below("${one}" more)
        list(APPEND targets ${more})
    endforeach()
    set(${result} "${targets}" PARENT_SCOPE)
endfunction()

function(drover_precompile)
    drover_targets_below("${PROJECT_SOURCE_DIR}" targets)
    drover_precompiled_set(drover_precompiled LIBS Qt6::Core HEADERS <QtCore>)
    if(TARGET Qt6::Widgets)
        drover_precompiled_set(drover_precompiled_widgets LIBS Qt6::Widgets HEADERS <QtCore> <QtWidgets>)
    endif()
    foreach(target IN LISTS targets)
        get_target_property(type ${target} TYPE)
        if(type MATCHES "^(EXECUTABLE|STATIC_LIBRARY|SHARED_LIBRARY|OBJECT_LIBRARY|MODULE_LIBRARY)$")
            # hiredis defines it for its users: either all have it or none.
            target_compile_definitions(${target} PRIVATE _FILE_OFFSET_BITS=64)
            get_target_property(folder ${target} SOURCE_DIR)
            if(folder MATCHES "/(ui|window)(/|$)")
                target_precompile_headers(${target} REUSE_FROM drover_precompiled_widgets)
            else()
                target_precompile_headers(${target} REUSE_FROM drover_precompiled)
            endif()
        endif()
    endforeach()
endfunction()
