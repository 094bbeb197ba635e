#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT
"""Which test injects which fault of the catalogue: the report, and the check that it can be made.

A test says so in the line above it, or inside of it:

    // fault: A4, A5

    faultreport.py ROOT               prints the report as Markdown
    faultreport.py ROOT --out FILE    writes it
    faultreport.py --self-test

Exit code 1 when a marker names no fault, or stands above nothing.
"""
import pathlib
import re
import sys
import tempfile

FAULTS = {
    "A1": "refused at start",
    "A2": "all sockets reset, again and again",
    "A3": "closed between a reply and the next command",
    "A4": "cut after a request was sent, before its reply, for every script",
    "A5": "cut in the middle of a reply",
    "A6": "half-open connection",
    "A7": "idle connection dropped in silence",
    "A8": "outages of 0.1 to 600 s by kill, stop, drop, reset",
    "A9": "packet loss, narrow line",
    "A10": "300 ms round trip",
    "A11": "name does not resolve, then another address",
    "A12": "one of IPv4 and IPv6 is dead",
    "A13": "schedule of reconnections",
    "A14": "queue calls while Redis is away",
    "A15": "the computer sleeps",
    "B1": "SCRIPT FLUSH under load",
    "B2": "LOADING",
    "B3": "BUSY: a long script",
    "B4": "server silent for longer and shorter than a lock",
    "B5": "out of memory with noeviction",
    "B6": "eviction policy is not noeviction",
    "B7": "FLUSHALL under load",
    "B8": "queue removed or renamed by others",
    "B9": "failover: READONLY, MASTERDOWN, UNBLOCKED",
    "B10": "too few replicas, too many clients",
    "B11": "old or foreign server",
    "B12": "DEBUG RELOAD, BGREWRITEAOF under load",
    "C1": "redis-server killed under load",
    "C2": "append-only file cut at its end",
    "C3": "append-only file that does not load",
    "C4": "append-only file off, snapshots only",
    "C5": "disk full",
    "C6": "old snapshot under living workers",
    "D1": "wrong or changed password",
    "D2": "each command denied by an ACL",
    "D3": "key pattern of an ACL too narrow",
    "D4": "certificates: expired, wrong host, unknown, self-signed, missing",
    "D5": "TLS client at a plain port",
    "D6": "plain client at a TLS port",
    "D7": "certificate with a common name only",
    "D8": "certificate that expires or is replaced while connected",
    "E1": "replies that are not RESP, split everywhere",
    "E2": "huge counts, lengths and depths, HTTP, TLS records",
    "E3": "512 MB in a field of a job",
    "E4": "one byte a second",
    "E5": "one reply too many, out of order, push frames",
    "E6": "10 GB of replies that nobody reads",
    "F1": "program killed in the middle of jobs",
    "F2": "killed, and started again",
    "F3": "lock stolen, deleted, expired",
    "F4": "signals: graceful stop, second signal",
    "F5": "stop while Redis is away, or while blocked",
    "F6": "processors that throw, abort, hang, leak",
    "F7": "pool full of hung jobs, blocked GUI thread",
    "F8": "command children that do not obey",
    "F9": "job that kills its worker each time",
    "F10": "many workers, limits and concurrency",
    "F11": "allocation that fails",
    "G1": "job without hash, empty, or of another type",
    "G2": "fields that are not JSON, or strange JSON",
    "G3": "counters and times that are no numbers",
    "G4": "names and ids of any bytes",
    "G5": "queue names and prefixes of any bytes",
    "G6": "very many logs, children, events; large data",
    "G7": "ghosts, duplicates, markers and lists of old versions",
    "G8": "flows with missing parents or cycles",
    "G9": "keys and versions of tomorrow",
    "G10": "encrypted fields that cannot be read",
    "H1": "settings: disk full, read-only, truncated, garbage, newer, killed while saving",
    "H2": "log: disk full, folder removed, rotated by others",
    "H3": "keychain: absent, locked, silent, killed, emptied",
    "H4": "clocks that jump",
    "H5": "no file descriptors, threads, memory",
    "H6": "no display",
    "I1": "a million failed jobs",
    "I2": "retry or clean a million",
    "I3": "2,000 queues, 10,000 events a second",
}

MARKERS = re.compile(r"^\s*(?://|#)\s*(?:fault|production):")
TEST = re.compile(r"^\s*void (?:\w+::)?(\w+)\(\s*\)")
SUFFIXES = {".cpp", ".h", ".js", ".sh", ".py"}


class Report:
    """Which test is marked with which id of a catalogue: `// word: ID, ID`."""

    def __init__(self, word="fault", catalogue=FAULTS):
        self.word = word
        self.marker = re.compile(rf"(?://|#)\s*{word}:\s*(.+)$")
        self.tests = {each: [] for each in catalogue}
        self.mistakes = []

    def read(self, path, name):
        """A marker belongs to the next test when it stands right above one, else to the one that it is in."""
        inside, waiting = "", []
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            marker = self.marker.search(line)
            test = TEST.match(line)
            if marker:
                waiting += [(number, word.strip()) for word in marker.group(1).split(",")]
            if marker or MARKERS.match(line):
                continue
            if test:
                inside = test.group(1)
            for at, fault in waiting:
                self.note(fault, f"{name}: {inside}" if inside else name, f"{name}:{at}")
            waiting = []
        for at, fault in waiting:
            self.mistakes.append(f"{name}:{at}: {fault} stands above nothing")

    def note(self, fault, test, place):
        if fault not in self.tests:
            self.mistakes.append(f"{place}: there is no {self.word} {fault}")
        elif test not in self.tests[fault]:
            self.tests[fault].append(test)

    def markdown(self):
        covered = sum(1 for tests in self.tests.values() if tests)
        lines = [f"# Faults and the tests that inject them\n\n{covered} of {len(FAULTS)} faults have a test.\n"]
        lines += ["| id | fault | tests |", "|---|---|---|"]
        for fault, what in FAULTS.items():
            lines.append(f"| {fault} | {what} | {'<br>'.join(self.tests[fault]) or 'no test'} |")
        return "\n".join(lines)


def report_on(root, report=None):
    report = report or Report()
    for path in sorted((root / "tests").rglob("*")):
        if path.is_file() and path.suffix in SUFFIXES and path.name not in ("faultreport.py", "productionreport.py"):
            report.read(path, path.relative_to(root / "tests").as_posix())
    return report


def self_test():
    with tempfile.TemporaryDirectory() as folder:
        tests = pathlib.Path(folder) / "tests"
        tests.mkdir()
        (tests / "tst_a.cpp").write_text(
            "    // fault: A1, A2\n    void one()\n    {\n        // fault: A3\n        f();\n    }\n"
            "    void two();\n    // fault: Z9\n    void three()\n    // fault: A4\n")
        report = report_on(pathlib.Path(folder))
        assert report.tests["A1"] == report.tests["A2"] == report.tests["A3"] == ["tst_a.cpp: one"], report.tests
        assert report.tests["A4"] == []
        assert report.mistakes == ["tst_a.cpp:8: there is no fault Z9", "tst_a.cpp:10: A4 stands above nothing"]
        assert "3 of 77 faults" in report.markdown().replace(str(len(FAULTS)), "77")
        assert "| A5 | cut in the middle of a reply | no test |" in report.markdown()


def main(arguments):
    if arguments == ["--self-test"]:
        self_test()
        return 0
    report = report_on(pathlib.Path(arguments[0]))
    for mistake in report.mistakes:
        print(mistake, file=sys.stderr)
    if len(arguments) == 3 and arguments[1] == "--out":
        pathlib.Path(arguments[2]).write_text(report.markdown() + "\n", encoding="utf-8")
    else:
        print(report.markdown())
    return 1 if report.mistakes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
