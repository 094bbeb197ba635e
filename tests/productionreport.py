#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT
"""Which test proves which requirement of BullMQ's guide to production, and where people meet it in the window.

A test says so in the line above it, or inside of it, as for faults (faultreport.py):

    // production: P1

    productionreport.py ROOT               prints the report as Markdown
    productionreport.py ROOT --out FILE    writes it
    productionreport.py --self-test

Exit code 1 when a marker names no requirement, a requirement has no test, or its place in the window is gone.
"""
import pathlib
import sys
import tempfile

from faultreport import Report, report_on

# id: requirement, place in the window, a file of that place
REQUIREMENTS = {
    "P1": ("persistence is judged, mended on request, and its cost measured",
           "Health: findings with Apply, Measure the cost of persistence", "ui/pages/health/healthfix.cpp"),
    "P2": ("noeviction, evicted keys, room in memory", "Health: findings with Apply", "ui/pages/health/findingcard.cpp"),
    "P3": ("automatic reconnection, its delays replaceable and shown",
           "status line, Health: connection; Settings: connections", "ui/mainwindow/statusline.cpp"),
    "P4": ("no limit of retries for workers, a warning where one is set", "Log", "ui/pages/log/logpage.cpp"),
    "P5": ("queue calls fail fast, workers wait", "the error in place, status line", "ui/util/words.cpp"),
    "P6": ("errors are logged and end nothing", "Log", "ui/pages/log/logpage.cpp"),
    "P7": ("graceful stop, stalled jobs come back", "closing: the countdown", "ui/mainwindow/closingcountdown.cpp"),
    "P8": ("finished jobs are kept as wanted, removed in small steps", "a queue: More, Retention; Settings: retention",
           "ui/dialogs/retentiondialog.cpp"),
    "P9": ("sensitive fields are encrypted, masked, shown on request", "inspector: Data", "ui/pages/inspector/payloadcard.cpp"),
    "P10": ("what is thrown ends no process; a crash is reported", "the next start: the report", "ui/dialogs/crashdialog.cpp"),
}


def markdown(report):
    lines = ["# Requirements of production, their tests and their places in the window\n",
             "| id | requirement | in the window | tests |", "|---|---|---|---|"]
    for number, (what, place, _) in REQUIREMENTS.items():
        lines.append(f"| {number} | {what} | {place} | {'<br>'.join(report.tests[number])} |")
    return "\n".join(lines)


def missing(root, report):
    """What the report lacks, a sentence each."""
    untested = [f"{number} has no test" for number, tests in report.tests.items() if not tests]
    gone = [f"{number}: there is no {file}" for number, (_, _, file) in REQUIREMENTS.items() if not (root / file).is_file()]
    return report.mistakes + untested + gone


def read(root):
    return report_on(root, Report("production", REQUIREMENTS))


def self_test():
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "tests").mkdir()
        (root / "tests" / "tst_a.cpp").write_text("    // production: P1, P11\n    void one()\n")
        report = read(root)
        assert report.tests["P1"] == ["tst_a.cpp: one"], report.tests
        lacks = missing(root, report)
        assert "tst_a.cpp:1: there is no production P11" in " ".join(lacks).replace("tests/", ""), lacks
        assert "P2 has no test" in lacks and "P1 has no test" not in lacks, lacks
        assert "P8: there is no ui/dialogs/retentiondialog.cpp" in lacks, lacks


def main(arguments):
    if arguments == ["--self-test"]:
        self_test()
        return 0
    root = pathlib.Path(arguments[0])
    report = read(root)
    lacks = missing(root, report)
    for one in lacks:
        print(one, file=sys.stderr)
    if len(arguments) == 3 and arguments[1] == "--out":
        pathlib.Path(arguments[2]).write_text(markdown(report) + "\n", encoding="utf-8")
    else:
        print(markdown(report))
    return 1 if lacks else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
