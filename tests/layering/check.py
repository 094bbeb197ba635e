#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Drover authors
# SPDX-License-Identifier: MIT
"""Checks the boundaries of the source tree: check.py ROOT. Prints each breach as file:line: sentence; exit code 1 if any.

app -> ui -> engine, never backwards; inside the engine the order of layers; foreign types only in .cpp and _p.h; no words, looks
or settings in the engine; calls that nobody may make. check.py --self-test plants one breach of each kind and expects to see it.
"""
import re
import sys
import tempfile
from pathlib import Path

# Which engine folders a folder may include, besides itself. core, redis, protocol and security are the ground floor.
GROUND = {"core"}
SCRIPTS = GROUND | {"redis", "protocol", "security"}
QUEUE = SCRIPTS | {"scripts", "encryption"}
LIVE = QUEUE | {"queue"}
LAYERS = {
    "core": set(),
    "redis": GROUND,
    "protocol": GROUND,
    "security": GROUND,
    "keychain": GROUND | {"security"},
    "encryption": GROUND | {"protocol", "security"},
    "profiles": GROUND | {"redis", "security"},
    "embedded": GROUND | {"redis"},
    "scripts": SCRIPTS,
    "queue": QUEUE,
    "events": LIVE,
    "history": LIVE,
    "flow": LIVE,
    "scheduler": LIVE,
    "worker": LIVE,
    "measure": LIVE | {"embedded"},
    "health": LIVE | {"events", "flow", "scheduler", "worker"},
}

# redis and protocol do not know each other, but for the value that both speak of.
VALUES = {("protocol", "redis/reply.h")}

FOREIGN = re.compile(r'#include\s*[<"](hiredis/|openssl/|qt6keychain/|spdlog/|nlohmann/|msgpack|QCoro|qcoro)')
LOOKS = re.compile(r"#include\s*[<\"](QtGui|QtWidgets|QtCharts|QSettings|QWidget|QApplication|QGuiApplication|QIcon|QColor|"
                   r"QPixmap|QImage|QFont|QLabel|QMessageBox|QDialog|QMainWindow|QAbstractItemView|QTableView|QPainter|QChart)")
WORDS = re.compile(r"(?<![\w:.>])tr\(|QCoreApplication::translate|\bQSettings\b")

# Never in product code: nested event loops, blocking waits, shells, switched-off verification.
FORBIDDEN = [
    (re.compile(r"\bQEventLoop\b"), "a nested event loop"),
    (re.compile(r"\bprocessEvents\s*\("), "processEvents()"),
    (re.compile(r"\bwaitFor(Started|Finished|ReadyRead|BytesWritten|Connected|Disconnected|Encrypted|Done)\s*\("),
     "a blocking wait"),
    (re.compile(r"\bQThread::(m|u)?sleep\s*\(|\bstd::this_thread::sleep_|(?<![\w.>:])(u|nano)?sleep\s*\("), "a sleep"),
    (re.compile(r"(?<![\w.>:])sender\s*\(\s*\)"), "sender()"),
    (re.compile(r"(?<![\w.>:])(std::|::)?system\s*\(\s*[^)\s]"), "system()"),
    (re.compile(r"\bpopen\s*\("), "popen()"),
    (re.compile(r"\bstartCommand\s*\("), "a command line that is split by Qt"),
    (re.compile(r"\bignoreSslErrors\s*\("), "ignoreSslErrors()"),
    (re.compile(r"\bsetInsecureFallback\s*\(\s*true"), "setInsecureFallback(true)"),
    (re.compile(r"\bQtConcurrent::run\b"), "QtConcurrent::run (exceptions and result() race)"),
]
# These may block: the thread that they live on is made for it, or nothing else is left to run.
ALLOWED = re.compile(r"//\s*layering: (\w[^\n]*)$")

# A default QLabel renders rich text: texts that are not literals go through the plain-text helper.
LABEL = re.compile(r"new QLabel\(\s*(?!this\b|parent\b|nullptr\b|\)|tr\(|QStringLiteral\(|QString\(\)|m_page\b|&|[a-z]\w*(Widget|Page|Panel|Bar|Box|Dialog)?\s*\))")

# lupdate files what a free function `tr(text)` is given under the namespace; looked up elsewhere, it stays English.
FREE_TR = re.compile(r'translate\("(?!drover::ui")[^"]*",\s*[a-z]\w*\s*[,)]')


def strip_comments(text):
    """Comments and the inside of string literals become blanks; lines stay."""
    def blank(match):
        word = match.group(0)
        if word.startswith("/"):
            return re.sub(r"[^\n]", " ", word)
        return '"' + " " * (len(word) - 2) + '"'
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', blank, text, flags=re.S)


def sources(root, top):
    folder = root / top
    return sorted(p for p in folder.rglob("*") if p.suffix in {".h", ".cpp"}) if folder.is_dir() else []


class Check:
    def __init__(self, root):
        self.root = root
        self.breaches = []

    def breach(self, path, line, sentence):
        self.breaches.append(f"{path.relative_to(self.root)}:{line}: {sentence}")

    def included(self, raw):
        for number, line in enumerate(raw.splitlines(), 1):
            match = re.match(r'\s*#\s*include\s*[<"]([^">]+)[">]', line)
            if match:
                yield number, match.group(1), line

    def engine(self):
        engine = self.root / "engine"
        areas = {p.name for p in engine.iterdir() if p.is_dir()} if engine.is_dir() else set()
        for path in sources(self.root, "engine"):
            area = path.relative_to(engine).parts[0]
            if area not in LAYERS:
                self.breach(path, 1, f"engine/{area} has no place in the order of layers (tests/layering/check.py)")
                continue
            raw = path.read_text(encoding="utf-8")
            public = path.suffix == ".h" and not path.name.endswith("_p.h")
            for number, name, line in self.included(raw):
                other = name.split("/")[0] if "/" in name else None
                if other in areas and other != area and other not in LAYERS[area] and (area, name) not in VALUES:
                    self.breach(path, number, f"engine/{area} must not know engine/{other}")
                if re.match(r"(\.\./)*(ui|app)/", name) or "../" in name:
                    self.breach(path, number, "the engine knows neither ui nor app, and includes are rooted at engine/")
                if public and FOREIGN.search(line):
                    self.breach(path, number, f"{name} belongs into .cpp or _p.h, not into a public header")
                if LOOKS.search(line):
                    self.breach(path, number, f"the engine has no looks and no settings: {name}")
            self.lines(path, strip_comments(raw), WORDS, "the engine has no words for people and no QSettings")

    def lines(self, path, text, pattern, sentence):
        raw = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(text.splitlines(), 1):
            if pattern.search(line) and not ALLOWED.search(raw[number - 1]):
                self.breach(path, number, sentence)

    def above(self):
        tops = {p.name for p in (self.root / "ui").iterdir() if p.is_dir()} if (self.root / "ui").is_dir() else set()
        for path in sources(self.root, "ui"):
            raw = path.read_text(encoding="utf-8")
            for number, name, line in self.included(raw):
                if re.match(r"(\.\./)*app/", name):
                    self.breach(path, number, "ui must not know app")
                if name.endswith("_p.h") and name.split("/")[0] not in tops and (self.root / "engine" / name).exists():
                    self.breach(path, number, f"{name} is private to the engine")
                if re.search(r'[<"](hiredis/|openssl/|qt6keychain/)', line):
                    self.breach(path, number, f"{name} belongs into the engine")
                if re.search(r"[<\"](QChart|QtCharts|QLineSeries|QValueAxis|QDateTimeAxis)", line) \
                        and path.relative_to(self.root / "ui").parts[0] != "charts":
                    self.breach(path, number, "only ui/charts knows Qt Charts")
            for number, line in enumerate(raw.splitlines(), 1):
                if FREE_TR.search(line):
                    self.breach(path, number, "a free tr() belongs to the context drover::ui, where lupdate files its texts")
        for path in sources(self.root, "app"):
            if path.relative_to(self.root / "app").parts[0] not in {"cli", "drover"}:
                continue
            for number, name, line in self.included(path.read_text(encoding="utf-8")):
                if LOOKS.search(line) or re.match(r"(\.\./)*ui/", name):
                    self.breach(path, number, f"the command line is headless: {name}")

    def product(self):
        for top in ("engine", "ui", "app"):
            for path in sources(self.root, top):
                text = strip_comments(path.read_text(encoding="utf-8"))
                for pattern, what in FORBIDDEN:
                    self.lines(path, text, pattern, f"no {what} in product code" if " " not in what else
                               f"product code must not use {what}")
                if top == "ui":
                    self.lines(path, text, LABEL, "QLabel with text that is not a literal: use the plain-text helper")

    def run(self):
        self.engine()
        self.above()
        self.product()
        return self.breaches


PLANTED = {
    "engine/redis/a.h": '#include "queue/queue.h"\n',
    "engine/queue/b.h": "#include <hiredis/hiredis.h>\n",
    "engine/core/c.cpp": "#include <QSettings>\n",
    "engine/core/d.cpp": 'auto x = tr("hello");\n',
    "engine/core/e.cpp": '#include "../ui/window.h"\n',
    "engine/strange/f.cpp": "int x;\n",
    "engine/worker/g.cpp": "QEventLoop loop;\n",
    "engine/worker/h.cpp": "process.waitForFinished();\n",
    "engine/worker/i.cpp": "std::this_thread::sleep_for(1s);\n",
    "engine/redis/j.cpp": "socket.ignoreSslErrors();\n",
    "engine/security/k.cpp": "job.setInsecureFallback(true);\n",
    "ui/pages/l.cpp": "auto *label = new QLabel(job.name + text);\n",
    "ui/pages/m.cpp": "#include <QChartView>\n",
    "ui/util/s.cpp": 'return QCoreApplication::translate("drover::ui::Words", text, note);\n',
    "ui/pages/n.cpp": '#include "app/main.h"\n',
    "app/drover/o.cpp": "#include <QLabel>\n",
    "app/cli/p.cpp": 'system("ls");\n',
}
HARMLESS = {
    "engine/queue/queue.h": '#include "redis/reply.h"\n// QEventLoop is not used; "system(" neither\n',
    "engine/core/q.cpp": 'auto s = QStringLiteral("sleep(1)"); m_timer.filesystem(); process.waitForDone(); // layering: own thread\n',
    "ui/util/t.cpp": 'return QCoreApplication::translate("drover::ui", text, note);\n'
                     'return QCoreApplication::translate("drover::ui::Pages", "Queue", note);\n',
    "ui/pages/r.cpp": 'new QLabel(tr("Jobs"), this); new QLabel(this);\n',
}


def self_test():
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, text in {**PLANTED, **HARMLESS}.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        found = {breach.split(":")[0] for breach in Check(root).run()}
    missed = set(PLANTED) - found
    wrong = found & set(HARMLESS)
    for name in sorted(missed):
        print(f"a planted breach was not seen: {name}: {PLANTED[name].strip()}")
    for name in sorted(wrong):
        print(f"harmless, but reported: {name}")
    return 1 if missed or wrong else 0


def main():
    if sys.argv[1] == "--self-test":
        return self_test()
    breaches = Check(Path(sys.argv[1]).resolve()).run()
    print("\n".join(breaches) if breaches else "no breach")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
