#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT
#
# package.sh BUILD NAME: packs BUILD as a .deb, unpacks it elsewhere and judges what is there: fields, files, manual pages,
# completion, notices, and the programs themselves. NAME is drover, or drover-cli without the window.
set -euo pipefail
build="$1"
name="$2"
work="$(mktemp -d)"
root="$work/root"
# A home of its own from the start: nothing here reaches the one of whoever runs the tests.
export HOME="$work/home" XDG_DATA_HOME="$work/data" XDG_CONFIG_HOME="$work/config" XDG_STATE_HOME="$work/state"
export XDG_CACHE_HOME="$work/cache" XDG_RUNTIME_DIR="$work/run"
unset LD_LIBRARY_PATH DROVER_REDIS_URL DISPLAY WAYLAND_DISPLAY QT_QPA_PLATFORM
mkdir -m 0700 -p "$HOME" "$XDG_RUNTIME_DIR"
# The first verb starts the embedded Redis, which outlives it by design.
clean_up() {
    if [[ -x "$root/usr/bin/drover" ]]; then "$root/usr/bin/drover" redis --stop >/dev/null 2>&1 || true; fi
    rm -rf "$work"
}
trap clean_up EXIT
failed=0
complain() { echo "$1" >&2; failed=1; }

(cd "$build" && cpack -G DEB -B "$work/deb") >"$work/cpack.log" 2>&1 || { cat "$work/cpack.log" >&2; exit 1; }
packages=("$work"/deb/*.deb)
if ((${#packages[@]} != 1)); then echo "not one package: ${packages[*]}" >&2; exit 1; fi
package="${packages[0]}"
dpkg-deb -x "$package" "$root"

field() { dpkg-deb -f "$package" "$1"; }
has() { [[ ", $(field "$1")" == *", "$2* ]] || complain "$1 lacks $2: $(field "$1")"; }
[[ "$(field Package)" == "$name" ]] || complain "the package is called $(field Package)"
has Depends libsecret-1-0
has Depends libqt6sql6-sqlite
has Depends libqt6core6*
has Depends libhiredis*
has Recommends redis-server
has Recommends nodejs

programs=(drover)
files=(
    usr/bin/drover
    usr/share/bash-completion/completions/drover
    usr/share/zsh/vendor-completions/_drover
    usr/share/fish/vendor_completions.d/drover.fish
    "usr/share/doc/$name/copyright"
    "usr/share/doc/$name/changelog.Debian.gz"
    "usr/share/doc/$name/third-party/bullmq-LICENSE.txt"
    usr/share/man/man1/drover.1.gz
    usr/include/drover/worker/processors/processorplugin.h
)
if [[ "$name" == drover ]]; then
    id=io.github.drover.Drover
    programs+=(drover-window)
    has Depends libqt6widgets6*
    has Recommends qt6-translations-l10n
    files+=(
        usr/bin/drover-window
        usr/share/man/man1/drover-window.1.gz
        "usr/share/doc/$name/third-party/lucide-LICENSE.txt"
        "usr/share/applications/$id.desktop"
        "usr/share/metainfo/$id.metainfo.xml"
        "usr/share/icons/hicolor/scalable/apps/$id.svg"
        "usr/share/icons/hicolor/symbolic/apps/$id-symbolic.svg"
    )
    for size in 16 22 24 32 48 64 128 256 512; do
        picture="usr/share/icons/hicolor/${size}x${size}/apps/$id.png"
        files+=("$picture")
        [[ "$(file -b "$root/$picture")" == *" $size x $size,"* ]] || complain "$picture has another size"
    done
elif [[ "$(field Depends)" =~ libqt6(gui|widgets|charts|svg) ]]; then
    complain "the command line depends on what a server lacks: $(field Depends)"
fi
for one in "${files[@]}"; do [[ -s "$root/$one" ]] || complain "missing: /$one"; done
while read -r one; do complain "not readable for everybody: $one"; done < <(find "$root" -mindepth 1 ! -perm -444)
while read -r one; do complain "may be changed by others: $one"; done < <(find "$root" -mindepth 1 ! -type l -perm /022)

# Libraries are found beside the programs, and nowhere in the build tree.
for one in "$root"/usr/bin/* "$root"/usr/lib/*/drover/*.so.*.*; do
    [[ "$(readelf -d "$one")" != *"$build"* ]] || complain "$one looks for libraries in the build tree"
done

for page in "$root"/usr/share/man/man1/*.gz; do
    gzip -dc "$page" >"$work/page.1"
    mandoc -T lint -W warning "$work/page.1" >&2 || complain "${page##*/}: see mandoc's words"
    groff -man -Tutf8 -ww -z "$work/page.1" 2>"$work/groff.log"
    [[ ! -s "$work/groff.log" ]] || complain "${page##*/}: $(cat "$work/groff.log")"
done
bash -n "$root/usr/share/bash-completion/completions/drover"

# Each licence that a paragraph names has its text; what was fetched has its notice.
copyright="$root/usr/share/doc/$name/copyright"
if grep -n '@[A-Z_]*@' "$copyright"; then complain "a hole in the copyright file"; fi
while read -r licence; do
    awk -v name="$licence" '$0 == "License: " name { getline; if (/^ ./) found = 1 } END { exit !found }' "$copyright" \
        || complain "the copyright file has no text of $licence"
done < <(sed -n 's/^License: //p' "$copyright" | sort -u)
gzip -dc "$root/usr/share/doc/$name/changelog.Debian.gz" >"$work/changelog"
[[ "$(dpkg-parsechangelog -l "$work/changelog" -S Version)" == "$(field Version)" ]] || complain "the changelog has another version"
[[ "$(dpkg-parsechangelog -l "$work/changelog" -S Source)" == "$name" ]] || complain "the changelog has another name"

# The programs run from there: version, the embedded Redis, the window with its icons.
for program in "${programs[@]}"; do
    [[ "$("$root/usr/bin/$program" --version)" == "drover $(field Version | sed 's/-.*//')" ]] || complain "$program --version"
done
"$root/usr/bin/drover" add packed hello '{"n":1}' >/dev/null
"$root/usr/bin/drover" queues --json >"$work/queues.json"
grep -q '"name":"packed"' "$work/queues.json" || complain "queues: $(cat "$work/queues.json")"
# A saved connection loads the library for keychains. Without a session bus there is none, and that is what it must say.
mkdir -m 0700 -p "$work/config/drover"
printf '%s' '{"schema":1,"profiles":[{"id":"a","name":"Shop","secret":{"source":"keychain","stored":true}}]}' \
    >"$work/config/drover/profiles.json"
if DBUS_SESSION_BUS_ADDRESS="unix:path=$work/none" "$root/usr/bin/drover" queues --profile shop >/dev/null 2>"$work/profile.log"; then
    complain "a password out of nowhere"
fi
if ! grep -q -- --password-stdin "$work/profile.log" || grep -q 'cannot be loaded' "$work/profile.log"; then
    complain "queues --profile: $(cat "$work/profile.log")"
fi
if [[ "$name" == drover ]]; then
    "$root/usr/bin/drover-window" --screenshot "$work/window.png" --page overview --log-level warning 2>"$work/window.log" \
        || complain "drover-window: $(cat "$work/window.log")"
    [[ "$(file -b "$work/window.png")" == "PNG image data, 1280 x 800,"* ]] || complain "no picture of the window"
    if grep -E 'no icon|cannot|could not' "$work/window.log"; then complain "the window complains"; fi
fi
((failed == 0)) && echo "$(basename "$package") is as it should be: ${#files[@]} files"
exit $failed
