#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads every page of the window in the pseudo-locale: walk.py --window PROGRAM --cli PROGRAM --lupdate P --lrelease P ROOT [PAGE..].

Fills a private Redis, lets `drover-window --describe` say what stands on each page, and complains about each text that is not
translated (it would be in brackets) and each that is cut. What people typed or jobs carry is data: its words here begin with zz.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from makepseudo import CLOSE, OPEN, make

# Not ours to translate: names of programs and protocols, of BullMQ's options and events, of keys, units and environments.
NAMES = """
    Drover drover drover-window BullMQ Redis Valkey Node Node.js Qt JSON CSV NDJSON URL TLS SQLite AOF RDB ACL PING
    noeviction appendonly maxmemory appendfsync everysec
    Ctrl Shift Alt Del Esc Return Enter Tab Home End F1 F3 F4 F5 F11 Left Right Up Down PgUp PgDown Space
    ms s min h d B kB MB GB KiB MiB GiB UTC AM PM
    bull redis unix localhost
    Lucide hiredis QtKeychain QCoro spdlog msgpack-cxx OpenSSL
""".split() + ["JSON for Modern C++", "Qt Charts"]
NAME = re.compile(r"(?<![\w.])(?:" + "|".join(re.escape(name) for name in sorted(NAMES, key=len, reverse=True)) + r")(?![\w])")
# Words of the fixture, paths and addresses, and what a job's JSON or a command line holds.
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".replace(" ", "|")
DATA = re.compile(r"</?span[^>]*>|\b\d+ (?:" + MONTHS + r") \d{4}|\d{4}-\d\d-\d\dT[\d:.]+Z|zz[\w.:/-]*|/[\w./-]{3,}|\b[0-9a-f]{8,}\b|\b\d+(?:\.\d+)+\b|\"[^\"]*\"\s*:|--[\w-]+")


# Places that show data: facts of a server, lines of the log, evidence and commands of a finding, a job's JSON, an address, names of columns.
DATA_AT = re.compile(r"LogPage/.*(QTableView|QComboBox)$|FactGrid/PlainLabel$|FindingCard/.*PlainLabel$|JsonTreeView|FormGrid/QLineEdit$|ExportDialog/QLineEdit$|Welcome/Card/QLineEdit$")
# A button with a picture alone says its text as a tool tip; a line to type in shows its hint as far as there is room.
ROOMLESS = re.compile(r"(QLineEditIconButton|LogPage/QLineEdit|FilterLine)(#\w+)?$")

# Qt's own words, which its package qt6-translations-l10n translates.
QT = {"Scroll Left", "Scroll Right"}
QT_BUTTONS = {"OK", "&OK", "Cancel", "&Cancel", "Close", "&Close", "Apply", "&Apply", "Discard", "Save", "&Save", "Reset"}


def without_brackets(text):
    kept, depth = [], 0
    for letter in text:
        if letter == OPEN:
            depth += 1
        elif letter == CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0:
            kept.append(letter)
    return "".join(kept)


def untranslated(line):
    if line["text"] in QT or (line["text"] in QT_BUTTONS and "QDialogButtonBox" in line["at"]):
        return False
    if DATA_AT.search(line["at"]):
        return False
    rest = DATA.sub(" ", without_brackets(line["text"]))
    rest = NAME.sub(" ", rest)
    return re.search(r"[^\W\d_]{2,}", rest) is not None


def cut(line):
    # An elided label shows all of it under the pointer.
    if "room" not in line or line.get("elided") or OPEN not in line["text"] or ROOMLESS.search(line["at"]):
        return None
    short = [needs - room for room, needs in zip(line["room"], line["needs"])]
    # A pixel is rounding.
    return max(short) if max(short) > 1 else None


def run(*command, done=(0,), **options):
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=120, **options)
    if result.returncode not in done:
        sys.exit(f"{' '.join(map(str, command))}: exit code {result.returncode}\n{result.stdout}{result.stderr}")


@contextmanager
def private_redis(cli, folder, environment):
    server = subprocess.Popen([cli, "redis", "--dir", str(folder / "redis"), "--json"], stdout=subprocess.PIPE, text=True,
                              env=environment)
    try:
        yield json.loads(server.stdout.readline())["url"]
    finally:
        server.terminate()
        server.wait(20)


def fill(cli, url, environment):
    """Queues with jobs in several states."""
    here = ["--connect", url]

    def drover(*words, **options):
        run(cli, *words, *here, env=environment, **options)

    for queue in ("zzmail", "zzbilling", "zzsearch"):
        lines = "".join(json.dumps({"name": "zzjob", "data": {"zzkey": f"zz{i}"}, "opts": {"attempts": 1 + i % 3}}) + "\n"
                        for i in range(12))
        drover("add", queue, "zzjob", "--bulk", "-", input=lines)
    broken = "case $DROVER_JOB_ID in *[2468]) echo zzdone ;; *) echo zzbroken >&2; exit 1 ;; esac"
    run(cli, "work", "zzmail", *here, "--until-empty", "--exec", "sh", "-c", broken, done=(1,), env=environment)
    drover("add", "zzmail", "zzlater", "{}", "--opts", '{"delay":86400000}')
    drover("add", "zzmail", "zzurgent", "{}", "--opts", '{"priority":1}')
    drover("add", "zzmail", "zzplain", "{}")
    drover("pause", "zzsearch")


def describe(window, url, folder, page, environment):
    file = folder / f"{page}.json"
    run(window, "--connect", url, "--language", "xx", "--page", page, "--describe", file, "--screenshot", folder / f"{page}.png",
        env=environment)
    return json.loads(file.read_text())


def main():
    parser = argparse.ArgumentParser()
    for name in ("window", "cli", "lupdate", "lrelease"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--keep", type=Path, help="a folder for what the pages say and for pictures of them")
    parser.add_argument("root", type=Path)
    parser.add_argument("pages", nargs="*")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        count = make(arguments.root, folder, arguments.lupdate, arguments.lrelease)
        private = {"DROVER_TRANSLATIONS": str(folder), "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8",
                   "PATH": os.environ["PATH"], "HOME": temporary}
        for name in ("DATA", "CONFIG", "CACHE", "STATE", "RUNTIME"):
            home = Path(temporary, name.lower())
            home.mkdir(mode=0o700)
            private["XDG_RUNTIME_DIR" if name == "RUNTIME" else f"XDG_{name}_HOME"] = str(home)
        with private_redis(arguments.cli, Path(temporary), private) as url:
            fill(arguments.cli, url, private)
            first = describe(arguments.window, url, folder, "overview", private)
            others = arguments.pages or [page for page in first["pages"] if page != "overview"]
            described = [first] + [describe(arguments.window, url, folder, page, private) for page in others]
    complaints, texts = {}, 0
    for page in described:
        for line in page["texts"]:
            texts += 1
            what = "not translated" if untranslated(line) else None
            if short := cut(line):
                what = f"cut by {short} px"
            if what:
                complaints.setdefault((line["at"], line["text"], what), []).append(page["page"])
    for (at, text, what), pages in sorted(complaints.items(), key=lambda item: (item[1], item[0])):
        print(f"{', '.join(pages)}: {what}: {at}: {text!r}")
    print(f"{count} texts in the sources, {texts} read on {len(described)} pages, {len(complaints)} complaints")
    if texts < 100 or not any(OPEN in line["text"] for line in described[0]["texts"]):
        sys.exit("that is too little: the window did not speak the pseudo-locale")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
