#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT
#
# tests/bare-root.sh [--keep] [--reuse DIR] [STEP..]: proves the two commands of the README in a freshly made Debian 12 root.
# Steps, in this order by default: check (packaging/run.sh --headless-check), tests (tests/run.sh), window (packaging/run.sh under
# Xvfb, with a screenshot). Needs root and debootstrap; not part of the suite. The archive, proxies, certificates and npm
# configuration are this machine's: they are read and copied at run time. OUT=DIR receives logs and the screenshot.
# SHARED_CCACHE=DIR lends the root a compiler cache; QUICK=1 runs tests/run.sh --quick.
set -euo pipefail
repository="$(cd "$(dirname "$0")/.." && pwd)"
release=bookworm
keep=no
root=""
steps=()
while (($#)); do
    case "$1" in
        --keep) keep=yes ;;
        --reuse) root="$2"; keep=yes; shift ;;
        -h | --help) sed -n '5,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
        *) steps+=("$1") ;;
    esac
    shift
done
((${#steps[@]})) || steps=(check tests window)
out="${OUT:-$repository/build/bare-root}"
mkdir -p "$out"
if (($(id -u) != 0)); then echo "This needs root (debootstrap, chroot)." >&2; exit 2; fi

began=$SECONDS
say() { printf '%5d s  %s\n' $((SECONDS - began)) "$1" | tee -a "$out/timings.txt"; }
: >"$out/timings.txt"

# archive CODENAME: where this machine's apt gets that suite from.
archive() {
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $1" 2>/dev/null | head -n 1
}

make_root() {
    root="$(mktemp -d -t drover-root.XXXXXX)"
    local mirror security
    mirror="$(archive $release)"
    security="$(archive $release-security)"
    debootstrap --variant=minbase $release "$root" ${mirror:+"$mirror"} >"$out/debootstrap.log" 2>&1
    mirror="${mirror:-$(sed -n 's/^deb \([^ ]*\) .*/\1/p' "$root/etc/apt/sources.list" | head -n 1)}"
    {
        echo "deb $mirror $release main"
        echo "deb $mirror $release-updates main"
        if [[ -n "$security" ]]; then echo "deb $security $release-security main"; fi
    } >"$root/etc/apt/sources.list"
    # What this machine needs to reach archive and registry: nothing of it enters the repository.
    grep -lsE '^ *Acquire::(http|https|Check)' /etc/apt/apt.conf.d/* /etc/apt/apt.conf 2>/dev/null \
        | while read -r file; do cp "$file" "$root/etc/apt/apt.conf.d/"; done || true
    mkdir -p "$root/usr/local/share/ca-certificates"
    cp /usr/local/share/ca-certificates/*.crt "$root/usr/local/share/ca-certificates/" 2>/dev/null || true
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    if [[ -r "$HOME/.npmrc" ]]; then cp "$HOME/.npmrc" "$root/root/.npmrc"; fi
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod 0755 "$root/usr/sbin/policy-rc.d"
    git clone -q --no-local "$repository" "$root/root/drover"
}

mount_into() {
    if [[ -n "${SHARED_CCACHE:-}" ]] && ! mountpoint -q "$root/ccache"; then
        mkdir -p "$root/ccache"
        mount --bind "$SHARED_CCACHE" "$root/ccache"
    fi
    mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
    mountpoint -q "$root/dev/shm" || { mkdir -p "$root/dev/shm"; mount -t tmpfs tmpfs "$root/dev/shm"; }
}

release_root() {
    local path
    for path in ccache dev/shm proc; do
        if mountpoint -q "$root/$path"; then umount "$root/$path" || umount -l "$root/$path"; fi
    done
    if [[ "$keep" == no && "$root" == */drover-root.* ]]; then rm -rf --one-file-system "$root"; else echo "kept: $root"; fi
}

# inside NAME COMMAND: runs it in the root from a clean environment, plus the machine's proxies.
inside() {
    local name="$1" command="$2" variable
    local environment=(HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM=dumb)
    for variable in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
        if [[ -n "${!variable:-}" ]]; then environment+=("$variable=${!variable}"); fi
    done
    if [[ -n "${SHARED_CCACHE:-}" ]]; then
        environment+=(CCACHE_DIR=/ccache CCACHE_BASEDIR=/root/drover CCACHE_NOHASHDIR=1)
    fi
    say "$name: begins"
    if ! env -i "${environment[@]}" chroot "$root" bash -c "cd /root/drover && $command" >"$out/$name.log" 2>&1; then
        tail -n 60 "$out/$name.log"
        say "$name: FAILED"
        return 1
    fi
    tail -n 12 "$out/$name.log"
    say "$name: passed"
}

run_step() {
    case "$1" in
        check) inside check "packaging/run.sh --headless-check" ;;
        tests) inside tests "tests/run.sh${QUICK:+ --quick}" ;;
        window)
            inside window "bash packaging/install-packages.sh test && xvfb-run -a -s '-screen 0 1440x900x24' bash -c '
                packaging/run.sh & opened=\$!
                for try in \$(seq 1200); do
                    xdotool search --onlyvisible --name Drover >/dev/null 2>&1 && break
                    kill -0 \$opened || exit 1
                    sleep 0.5
                done
                sleep 8
                import -window root /root/window.png
                kill -TERM \$opened
                wait \$opened'"
            cp "$root/root/window.png" "$out/window.png"
            ;;
        *) echo "unknown step $1" >&2; return 64 ;;
    esac
}

if [[ -z "$root" ]]; then
    make_root
    say "root made: $root"
fi
trap release_root EXIT
mount_into
for one in "${steps[@]}"; do run_step "$one"; done
say "everything passed"
