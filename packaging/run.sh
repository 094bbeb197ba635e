#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT
#
# packaging/run.sh: installs what is missing, builds Drover and opens its window on an embedded Redis with a living demo.
# packaging/run.sh --headless-check: the same without a screen; proves the main job and compares the result with the npm package.
# Idempotent; without network once everything is there.
set -euo pipefail
cd "$(dirname "$0")/.."

mode=window
case "${1:-}" in
    "") ;;
    --headless-check) mode=check ;;
    -h | --help) sed -n '5,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "unknown option $1; see packaging/run.sh --help" >&2; exit 64 ;;
esac
if [[ "$mode" == window && -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" && "${QT_QPA_PLATFORM:-}" != offscreen ]]; then
    echo "No screen here (DISPLAY is not set). packaging/run.sh --headless-check works without one." >&2
    exit 2
fi

# quietly NAME COMMAND..: the output is kept for a failure.
quietly() {
    local log="build/log/$1.log"
    shift
    mkdir -p build/log
    if ! "$@" >"$log" 2>&1; then
        tail -n 60 "$log" >&2
        echo "failed: $* (all of it: $log)" >&2
        exit 1
    fi
}

bash packaging/install-packages.sh build ui run
echo "Building Drover (a few minutes the first time)"
targets=(drover drover_window)
if [[ "$mode" == check ]]; then targets=(drover drover_npm_interop); fi
quietly configure-release cmake --preset release -DDROVER_WERROR=OFF
quietly build-release cmake --build --preset release -j "$(nproc)" --target "${targets[@]}"
bin="$PWD/build/release/bin"

if [[ "$mode" == check ]]; then
    modules="$(sed -n 's/^DROVER_NODE_MODULES:[^=]*=//p' build/release/CMakeCache.txt)"
    exec bash packaging/check/mainjob.sh "$bin" "$modules"
fi

# The demo lives as long as the window and has a Redis of its own: nothing of yours is touched.
data="${XDG_DATA_HOME:-$HOME/.local/share}/drover/demo"
mkdir -p "$data"
window=""
demo=""
redis=""
close_all() {
    for one in "$window" "$demo" "$redis"; do
        if [[ -n "$one" ]]; then kill "$one" 2>/dev/null && wait "$one" 2>/dev/null || true; fi
    done
}
trap close_all EXIT
trap 'exit 143' TERM INT
rm -f "$data/redis.json" # of an earlier run
"$bin/drover" redis --dir "$data" --json >"$data/redis.json" 2>"$data/redis.log" &
redis=$!
for _ in $(seq 200); do [[ -s "$data/redis.json" ]] && break; sleep 0.05; done
url="$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$data/redis.json")"
if [[ -z "$url" ]]; then cat "$data/redis.log" >&2; exit 2; fi
"$bin/drover" demo --connect "$url" >"$data/demo.log" 2>&1 &
demo=$!
echo "Opening the window on $url"
"$bin/drover-window" --connect "$url" &
window=$!
wait "$window"
