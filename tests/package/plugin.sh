#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT
#
# plugin.sh SOURCE BUILD: builds the plugin of engine/README.md, word for word, as somebody would who has nothing but what BUILD
# installs; then drover runs a job with it.
set -euo pipefail
source="$1"
build="$2"
work="$(mktemp -d)"
drover="$build/bin/drover"
export HOME="$work/home" XDG_DATA_HOME="$work/data" XDG_CONFIG_HOME="$work/config" XDG_RUNTIME_DIR="$work/run"
unset DROVER_REDIS_URL
clean_up() {
    "$drover" redis --stop >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap clean_up EXIT
mkdir -m 0700 -p "$HOME" "$XDG_RUNTIME_DIR" "$work/greet"

# The block of the README in this language, in the section about plugins.
block() {
    awk -v fence="\`\`\`$1" '/^## / { section = $0 } section == "## Plugins" && $0 == fence { inside = 1; next }
        /^```/ { inside = 0 } inside' "$source/engine/README.md"
}
block cpp >"$work/greet/greet.cpp"
block cmake >"$work/greet/CMakeLists.txt"

cmake --install "$build" --component plugin --prefix "$work/prefix" >"$work/log"
if grep -rl "$source" "$work/prefix" >&2; then echo "what is installed points back into the source tree" >&2; exit 1; fi
cmake -S "$work/greet" -B "$work/built" -DCMAKE_PREFIX_PATH="$work/prefix" >>"$work/log" 2>&1 \
    && cmake --build "$work/built" >>"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }

"$drover" add guests hello '"ann"' >/dev/null
"$drover" work guests --until-empty --plugin "$work/built/libgreet.so" >"$work/worked"
"$drover" job guests 1 --json --logs >"$work/job.json"
for words in '"returnvalue":{"hello":"ann"}' '"state":"completed"' 'greeting'; do
    grep -qF -- "$words" "$work/job.json" || { echo "not in the job: $words" >&2; cat "$work/job.json" "$work/worked" >&2; exit 1; }
done
echo "the plugin of the README runs"
