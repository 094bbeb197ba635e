#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT
#
# packaging/deb.sh [--headless] [--out DIR]: installs what is missing, builds Drover and packs it as a .deb for this release of
# Debian or Ubuntu into DIR (build/package). --headless packs the command line alone, as drover-cli, for machines without a screen.
# Install it with: apt install ./build/package/drover_*.deb
set -euo pipefail
cd "$(dirname "$0")/.."

out=build/package
ui=ON
while (($#)); do
    case "$1" in
        --headless) ui=OFF ;;
        --out) out="${2:?--out takes a folder}"; shift ;;
        -h | --help) sed -n '5,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
        *) echo "unknown option $1; see packaging/deb.sh --help" >&2; exit 64 ;;
    esac
    shift
done
mkdir -p "$out" build/log
out="$(cd "$out" && pwd)"

quietly() {
    local log="build/log/$1.log"
    shift
    if ! "$@" >"$log" 2>&1; then
        tail -n 60 "$log" >&2
        echo "failed: $* (all of it: $log)" >&2
        exit 1
    fi
}

groups=(build package run)
if [[ "$ui" == ON ]]; then groups+=(ui); fi
bash packaging/install-packages.sh "${groups[@]}"

# Debian's own hardening; without -g, since what is packed is stripped.
export DEB_BUILD_MAINT_OPTIONS=hardening=+all DEB_CXXFLAGS_MAINT_STRIP=-g
CXXFLAGS="$(dpkg-buildflags --get CXXFLAGS) $(dpkg-buildflags --get CPPFLAGS)"
LDFLAGS="$(dpkg-buildflags --get LDFLAGS)"
export CXXFLAGS LDFLAGS
tree=build/deb
if [[ "$ui" == OFF ]]; then tree=build/deb-headless; fi
echo "Building Drover's package (a few minutes the first time)"
quietly configure-deb cmake --preset release -B "$tree" -DDROVER_WERROR=OFF -DDROVER_BUILD_TESTS=OFF -DDROVER_BUILD_UI=$ui
quietly build-deb cmake --build "$tree" -j "$(nproc)"
quietly pack-deb bash -c 'cd "$1" && cpack -G DEB -B "$2/cpack"' pack "$tree" "$out"
mv "$out"/cpack/*.deb "$out"
rm -rf "$out/cpack"
echo "Packed: $(ls -t "$out"/*.deb | head -n 1)"
