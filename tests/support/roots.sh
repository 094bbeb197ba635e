# shellcheck shell=bash
# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT
#
# For tests/bare-root.sh and tests/deb-root.sh, which source this file: freshly made Debian roots and what runs in them.
# Expects: repository (path of the checkout), out (an existing folder for logs). Needs root and debootstrap. The archive, proxies,
# certificates and npm configuration are this machine's: they are read and copied at run time.

roots=()
keep="${keep:-no}"
began=$SECONDS

say() { printf '%5d s  %s\n' $((SECONDS - began)) "$1" | tee -a "$out/timings.txt"; }

# archive CODENAME: where this machine's apt gets that suite from.
archive() {
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $1" 2>/dev/null | head -n 1
}

# own_archive [SUFFIX]: the same for this machine's own release, whose archive has the other releases, too.
own_archive() {
    archive "$(. /etc/os-release && echo "${VERSION_CODENAME:-}")${1:-}"
}

# make_root RELEASE: sets root to a new minimal system with this machine's way to the archive.
make_root() {
    local release="$1" mirror security
    root="$(mktemp -d -t drover-root.XXXXXX)"
    chmod 0755 "$root" # an ordinary person in there looks at it, too
    roots+=("$root")
    mirror="$(archive "$release")"
    mirror="${mirror:-$(own_archive)}"
    security="$(archive "$release-security")"
    security="${security:-$(own_archive -security)}"
    debootstrap --variant=minbase "$release" "$root" ${mirror:+"$mirror"} >"$out/debootstrap.log" 2>&1
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
    # What every installation of Debian has, and debootstrap alone does not write.
    printf '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n' >"$root/etc/hosts"
    if [[ -r "$HOME/.npmrc" ]]; then cp "$HOME/.npmrc" "$root/root/.npmrc"; fi
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod 0755 "$root/usr/sbin/policy-rc.d"
}

# clone_into: the commit that is checked out, as a person would clone it.
clone_into() {
    rm -rf "$root/root/drover"
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

# release_roots: unmounts every root of this run and removes it, unless it is to be kept.
release_roots() {
    local one path
    for one in "${roots[@]}"; do
        for path in ccache dev/shm proc; do
            if mountpoint -q "$one/$path"; then umount "$one/$path" || umount -l "$one/$path"; fi
        done
        if [[ "$keep" == no && "$one" == */drover-root.* ]]; then
            rm -rf --one-file-system "$one"
        else
            echo "kept: $one"
        fi
    done
}

# inside NAME COMMAND: runs it in the root, in the clone if there is one, from a clean environment plus the machine's proxies.
inside() {
    local name="$1" command="$2" variable folder=/root
    local environment=(HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM=dumb)
    for variable in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
        if [[ -n "${!variable:-}" ]]; then environment+=("$variable=${!variable}"); fi
    done
    if [[ -n "${SHARED_CCACHE:-}" ]]; then
        environment+=(CCACHE_DIR=/ccache CCACHE_BASEDIR=/root/drover CCACHE_NOHASHDIR=1)
    fi
    if [[ -d "$root/root/drover" ]]; then folder=/root/drover; fi
    say "$name: begins"
    if ! env -i "${environment[@]}" chroot "$root" bash -c "cd $folder && $command" >"$out/$name.log" 2>&1; then
        tail -n 60 "$out/$name.log"
        say "$name: FAILED"
        return 1
    fi
    tail -n 12 "$out/$name.log"
    say "$name: passed"
}
