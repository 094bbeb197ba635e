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

# shellcheck source=tests/support/roots.sh
source "$repository/tests/support/roots.sh"
: >"$out/timings.txt"

run_step() {
    case "$1" in
        check) inside check "packaging/run.sh --headless-check" ;;
        tests) inside tests "tests/run.sh${QUICK:+ --quick}" ;;
        window)
            inside window "bash packaging/install-packages.sh test && xvfb-run -a -s '-screen 0 1440x900x24' bash -c '
                packaging/run.sh & opened=\$!
                for try in \$(seq 7200); do # a first build may take a while
                    xdotool search --onlyvisible --name Drover >/dev/null 2>&1 && break
                    kill -0 \$opened || exit 1
                    sleep 0.5
                done
                sleep 8
                import -window root /root/window.png
                kill -TERM \$opened
                wait \$opened
                [ \$? -eq 143 ]'" # as a program that was asked to end
            cp "$root/root/window.png" "$out/window.png"
            ;;
        *) echo "unknown step $1" >&2; return 64 ;;
    esac
}

trap release_roots EXIT
if [[ -z "$root" ]]; then
    make_root bookworm
    clone_into
    say "root made: $root"
else
    roots=("$root")
fi
mount_into
for one in "${steps[@]}"; do run_step "$one"; done
say "everything passed"
