#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT
# headless.sh BINARY..: fails when one of them needs Gui, Widgets or Charts, directly or through a library of ours; or, unless it
# is the library for keychains itself, what only keychains need: a worker loads that library when a saved connection asks for it.
set -euo pipefail
failed=0
for binary in "$@"; do
    needed="$(readelf -d "$binary" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')"
    if [[ -z "$needed" ]]; then echo "$binary: readelf saw no libraries" >&2; failed=1; fi
    if grep -E 'Qt6(Gui|Widgets|Charts|Svg|OpenGL)|drover-ui' <<<"$needed"; then
        echo "$binary needs what a machine without a screen lacks" >&2
        failed=1
    fi
    if [[ "$binary" != *keychain* ]] && grep -iE 'dbus|keychain|libsecret' <<<"$needed"; then
        echo "$binary needs what only a saved password does" >&2
        failed=1
    fi
done
exit $failed
