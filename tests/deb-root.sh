#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT
#
# tests/deb-root.sh [--keep] [RELEASE..]: for each release of Debian (bookworm and trixie), builds the .deb in a freshly made root
# by packaging/deb.sh, lets lintian judge it, installs it by apt in a second fresh root that has nothing to build with, and uses
# both programs there as an ordinary person: without and with Redis, the window with its icons; then removes it again.
# Needs root and debootstrap; not part of the suite. OUT=DIR receives packages, logs and pictures. SHARED_CCACHE=DIR lends the
# building root a compiler cache.
set -euo pipefail
repository="$(cd "$(dirname "$0")/.." && pwd)"
keep=no
releases=()
while (($#)); do
    case "$1" in
        --keep) keep=yes ;;
        -h | --help) sed -n '5,9s/^# \{0,1\}//p' "$0"; exit 0 ;;
        -*) echo "unknown option $1; see tests/deb-root.sh --help" >&2; exit 64 ;;
        *) releases+=("$1") ;;
    esac
    shift
done
((${#releases[@]})) || releases=(bookworm trixie)
above="${OUT:-$repository/build/deb-root}"
if (($(id -u) != 0)); then echo "This needs root (debootstrap, chroot)." >&2; exit 2; fi
out="$above"
mkdir -p "$out"
# shellcheck source=tests/support/roots.sh
source "$repository/tests/support/roots.sh"
trap release_roots EXIT

# What an ordinary person does with the package; runs inside the second root.
first_use() {
    cat <<'INSIDE'
set -euo pipefail
version="$(dpkg-query -W -f '${Version}' drover | sed 's/-.*//')"
[[ "$(drover --version)" == "drover $version" ]]
[[ "$(drover-window --version)" == "drover $version" ]]
if command -v redis-server >/dev/null; then
    trap 'drover redis --stop' EXIT # the first verb starts it for all that follow, and this root goes away
    drover add hello greet '{"to":"you"}' --json
    drover queues --json | tee queues.json
    grep -q '"name":"hello"' queues.json
    drover-window --demo --screenshot demo-light.png --page overview --theme light --scale 2
    drover-window --demo --screenshot demo-dark.png --page failed --theme dark
    ls -l demo-light.png demo-dark.png
else
    if drover queues --json >queues.json 2>words.txt; then echo "it found a Redis that is not there"; exit 1; fi
    cat words.txt
    grep -q redis-server words.txt
fi
INSIDE
}

one_release() {
    local release="$1" package
    out="$above/$release"
    mkdir -p "$out"
    : >"$out/timings.txt"
    rm -f "$out"/*.deb
    make_root "$release"
    clone_into
    mount_into
    inside build "packaging/deb.sh --out /root/package"
    cp "$root"/root/package/*.deb "$out"
    package="$(cd "$out" && ls ./*.deb)"
    inside lintian "apt-get install -q -y --no-install-recommends lintian >/dev/null \
        && lintian --allow-root --fail-on error,warning --tag-display-limit 0 /root/package/*.deb"

    make_root "$release"
    mount_into
    cp "$out/$package" "$root/srv"
    first_use >"$root/srv/first-use.sh"
    chmod 0644 "$root/srv/first-use.sh" "$root/srv/$package"
    inside install "apt-get update -q && apt-get install -q -y --no-install-recommends /srv/$package \
        && useradd -m person && ! command -v c++ cmake npm"
    inside without-redis "su - person -c 'bash /srv/first-use.sh'"
    inside with-redis "apt-get install -q -y --no-install-recommends redis-server && su - person -c 'bash /srv/first-use.sh'"
    cp "$root"/home/person/demo-*.png "$out"
    inside remove "apt-get purge -q -y drover && ! find /usr -ipath '*drover*' ! -path '/usr/share/doc/*' | grep ."
    release_roots
    roots=()
}

for one in "${releases[@]}"; do one_release "$one"; done
say "everything passed"
