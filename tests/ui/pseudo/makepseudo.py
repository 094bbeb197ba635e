#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the pseudo-locale xx from the sources: makepseudo.py --lupdate PROGRAM --lrelease PROGRAM ROOT FOLDER.

Writes FOLDER/drover_xx.ts and .qm: every text of the window accented, in brackets and 40 % longer, with plural forms,
placeholders, accelerators and line ends kept. Look at it with DROVER_TRANSLATIONS=FOLDER drover-window --language xx.
"""
import argparse
import re
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

OPEN, CLOSE = "\u27e6", "\u27e7"
ACCENTS = str.maketrans("aceinosuyzACEINOSUYZ", "\u00e4\u00e7\u00e9\u00ef\u00f1\u00f6\u0161\u00fc\u00fd\u017e"
                                               "\u00c4\u00c7\u00c9\u00cf\u00d1\u00d6\u0160\u00dc\u00dd\u017d")
# What the program fills in or reads: %1, %L1, %n, and an accelerator with its letter.
KEPT = re.compile(r"%L?(?:\d{1,2}|n)|%%|&&|&\w")
PADDING = "l\u00f6ng w\u00f6rds "


def pseudo(text):
    parts, at = [], 0
    for match in KEPT.finditer(text):
        parts += [text[at:match.start()].translate(ACCENTS), match.group(0)]
        at = match.end()
    parts.append(text[at:].translate(ACCENTS))
    wanted = -(-len(text) * 4 // 10)
    padding = (PADDING * (wanted // len(PADDING) + 1))[:wanted].strip() or "x"
    # Short texts stay one word: a space would let them wrap where the real ones cannot.
    joint = " " if " " in text else ""
    if not joint:
        padding = padding.replace(" ", "")
    return OPEN + "".join(parts) + joint + padding + CLOSE


def translate(tree):
    count = 0
    for message in tree.iter("message"):
        source = message.findtext("source") or ""
        translation = message.find("translation")
        translation.attrib.pop("type", None)
        forms = translation.findall("numerusform")
        if message.get("numerus") == "yes":
            for form in forms:
                translation.remove(form)
            # As English has: one, and several.
            for text in (source.replace("(s)", ""), source.replace("(s)", "s")):
                ET.SubElement(translation, "numerusform").text = pseudo(text)
        else:
            translation.text = pseudo(source)
        count += 1
    return count


def make(root, folder, lupdate, lrelease):
    folder.mkdir(parents=True, exist_ok=True)
    ts = folder / "drover_xx.ts"
    ts.unlink(missing_ok=True)
    read = subprocess.run([lupdate, "-silent", "-locations", "none", str(root / "ui"), str(root / "app/window"),
                           "-source-language", "en", "-target-language", "en", "-ts", str(ts)], stderr=subprocess.PIPE, text=True)
    # A free tr() is in order where it asks for the namespace's context (tests/layering/check.py).
    words = [line for line in read.stderr.splitlines() if not line.endswith("Class 'drover::ui' lacks Q_OBJECT macro")]
    if read.returncode or words:
        raise SystemExit("\n".join(words) or f"lupdate: exit code {read.returncode}")
    tree = ET.parse(ts)
    count = translate(tree.getroot())
    tree.write(ts, encoding="utf-8", xml_declaration=True)
    subprocess.run([lrelease, "-silent", str(ts), "-qm", str(folder / "drover_xx.qm")], check=True)
    return count


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lupdate", required=True)
    parser.add_argument("--lrelease", required=True)
    parser.add_argument("root", type=Path)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    print(make(arguments.root, arguments.folder, arguments.lupdate, arguments.lrelease), "texts")


if __name__ == "__main__":
    main()
