#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT
#
# install-packages.sh GROUP...: installs what of these groups in debian-packages.txt is missing, and says what.
# Nothing missing: no network, no root. Otherwise as root or with sudo, without questions and without starting any service.
set -euo pipefail
list="$(dirname "$0")/debian-packages.txt"

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    echo "Not a Debian system: please install what $list names." >&2
    exit 0
fi
codename="$(. /etc/os-release && echo "${VERSION_CODENAME:-unknown}")"

wanted() {
    local group name limits limit
    while read -r group name limits; do
        [[ -z "$group" || "$group" == \#* || " $* " != *" $group "* ]] && continue
        local excluded=no named=no listed=no
        for limit in $limits; do
            if [[ "$limit" == "!$codename" ]]; then excluded=yes; fi
            if [[ "$limit" != !* ]]; then named=yes; fi
            if [[ "$limit" == "$codename" ]]; then listed=yes; fi
        done
        if [[ "$excluded" == yes || ("$named" == yes && "$listed" == no) ]]; then continue; fi
        # Another source of Node.js brings npm along and conflicts with Debian's package.
        if [[ "$name" == nodejs || "$name" == npm ]] && command -v node >/dev/null && command -v npm >/dev/null; then continue; fi
        echo "$name"
    done <"$list" | sort -u
}

mapfile -t names < <(wanted "$@")
mapfile -t present < <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${names[@]}" 2>/dev/null \
    | sed -n 's/^installed //p' | sort -u)
mapfile -t missing < <(comm -23 <(printf '%s\n' "${names[@]}") <(printf '%s\n' "${present[@]}"))
if ((${#missing[@]} == 0)); then
    exit 0
fi

echo "Installing ${#missing[@]} Debian packages: ${missing[*]}"
if (($(id -u) == 0)); then
    as_root=()
elif command -v sudo >/dev/null; then
    as_root=(sudo)
else
    echo "They need root: run this as root, install sudo, or install them yourself." >&2
    exit 2
fi

log="$(mktemp)"
policy=/usr/sbin/policy-rc.d
own_policy=no
cleanup() {
    rm -f "$log"
    if [[ "$own_policy" == yes ]]; then "${as_root[@]}" rm -f "$policy"; fi
}
trap cleanup EXIT

apt() {
    if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "$@" >"$log" 2>&1; then
        tail -n 40 "$log" >&2
        echo "apt-get $1 failed." >&2
        exit 2
    fi
}

# A policy that forbids starting services, for the time of the installation, unless the machine has its own.
if [[ ! -e "$policy" ]]; then
    own_policy=yes
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod 0755 "$policy"
fi
apt update
apt install --no-install-recommends "${missing[@]}"
if [[ " ${missing[*]} " == *" redis-server "* ]] && command -v deb-systemd-helper >/dev/null; then
    "${as_root[@]}" deb-systemd-helper disable redis-server.service >/dev/null 2>&1 || true
    echo "The system service redis-server is neither started nor enabled: Drover runs a private one."
fi
echo "Installed."
