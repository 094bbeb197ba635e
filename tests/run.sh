#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT
#
# tests/run.sh [--quick|--all]: installs what is missing, builds with warnings as errors and runs every test.
#   (nothing)  the whole suite, and the headless build with its tests: what CI runs
#   --quick    the whole suite once
#   --all      as without, the long fault cells, and the suite under ASan and UBSan as well
# Idempotent; without network once everything is there; needs no display and asks nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

mode=default
case "${1:-}" in
    "") ;;
    --quick) mode=quick ;;
    --all) mode=all ;;
    -h | --help) sed -n '5,9s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "unknown option $1; see tests/run.sh --help" >&2; exit 64 ;;
esac

export QT_QPA_PLATFORM=offscreen
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export ASAN_OPTIONS=detect_leaks=1:fast_unwind_on_malloc=0:malloc_context_size=20
export LSAN_OPTIONS="suppressions=$PWD/tests/support/leaks.supp:print_suppressions=0"
# One cache serves every build of this checkout, and other checkouts too.
export CCACHE_BASEDIR="$PWD" CCACHE_NOHASHDIR=1
unset DISPLAY WAYLAND_DISPLAY DROVER_REDIS_URL
jobs="$(nproc)"
began=$SECONDS

step() { printf '\n== %s (%d s)\n' "$1" $((SECONDS - began)); }

# quietly NAME COMMAND..: the output is kept for a failure.
quietly() {
    local log="build/log/$1.log"
    shift
    mkdir -p build/log
    if ! "$@" >"$log" 2>&1; then
        tail -n 80 "$log" >&2
        echo "failed: $* (all of it: $log)" >&2
        exit 1
    fi
}

build() {
    step "Build: $1"
    quietly "configure-$1" cmake --preset "$1"
    quietly "build-$1" cmake --build --preset "$1" -j "$jobs"
}

# Whatever a test forgets to give a program of its own: it finds no settings, data and Redis of the person who runs this.
run_ctest() {
    local home="$PWD/build/home"
    mkdir -p "$home"
    XDG_DATA_HOME="$home/data" XDG_CONFIG_HOME="$home/config" XDG_STATE_HOME="$home/state" ctest "$@"
}

# suite PRESET ARGUMENTS..: ctest's progress and its closing lines; the output of failed tests.
suite() {
    step "Tests: $1"
    local preset="$1"
    shift
    rm -f "build/$preset/Testing/Temporary/LastTestsFailed.log"
    run_ctest --preset "$preset" -j "$jobs" "$@" || once_more "$preset"
}

# once_more PRESET: tests of real programs and real time can fail for a busy machine. A few that failed run again, alone; what
# passes only then is named at the end and is to be mended all the same.
unstable=()
once_more() {
    local failed="build/$1/Testing/Temporary/LastTestsFailed.log" names
    mapfile -t names < <(cut -d: -f2 "$failed" 2>/dev/null)
    if ((${#names[@]} == 0 || ${#names[@]} > 3)); then return 1; fi
    step "Once more, alone: ${names[*]}"
    run_ctest --preset "$1" -j 1 --rerun-failed
    unstable+=("${names[@]}")
}

bash packaging/install-packages.sh build ui run test
if [[ "$mode" == all ]]; then export DROVER_TEST_LONG=1; fi

build dev
suite dev
if [[ "$mode" != quick ]]; then
    build headless
    suite headless -L 'unit|redis|headless'
fi
if [[ "$mode" == all ]]; then
    build asan
    suite asan -LE 'bench|source|package'
fi
step "Everything passed"
if ((${#unstable[@]})); then echo "Unstable, passed only alone: ${unstable[*]}"; fi
