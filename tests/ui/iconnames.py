#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every icon that the window's sources ask for by a literal is in resources/icons/lucide.txt: iconnames.py ROOT."""
import re
import sys
from pathlib import Path

root = Path(sys.argv[1])
listed = [line.split()[0] for line in (root / "resources/icons/lucide.txt").read_text().splitlines()
          if re.match(r"[a-z]", line)]
CALL = re.compile(r"\b(?:icon|iconButton|coloredIcon|paintIcon)\((?!const)([^;{]*)|->show\((u\"[a-z][a-z0-9-]*\"_s,[^;]*)")
NAME = re.compile(r'u"([a-z][a-z0-9-]*)"_s')

asked = {}
for path in sorted([*(root / "ui").rglob("*.cpp"), *(root / "app/window").rglob("*.cpp")]):
    text = path.read_text(encoding="utf-8")
    for call in CALL.finditer(text):
        arguments = call.group(1) or call.group(2)
        if call.group(2):
            names = [NAME.match(arguments).group(1)]
        else:
            names = NAME.findall(arguments.split(", tr(")[0])
        for name in names:
            asked.setdefault(name, f"{path.relative_to(root)}:{text.count(chr(10), 0, call.start()) + 1}")

own = {path.stem for path in (root / "resources/icons").glob("*.svg")}
breaches = [f"{where}: no icon {name} in resources/icons/lucide.txt" for name, where in asked.items()
            if name not in own.union(listed)]
breaches += [f"resources/icons/lucide.txt names {name} twice" for name in sorted(set(listed)) if listed.count(name) > 1]
if len(asked) < 8:
    breaches.append(f"only {len(asked)} icons found in the sources: this check reads them wrongly")
print("\n".join(breaches) if breaches else f"{len(asked)} icons in use, {len(listed)} listed")
sys.exit(1 if breaches else 0)
