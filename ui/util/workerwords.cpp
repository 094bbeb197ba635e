// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/workerwords.h"

#include "core/clock.h"
#include "util/formatting.h"
#include "util/plaintext.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
//! Holds the context for lupdate.
struct WorkerWords {
    Q_DECLARE_TR_FUNCTIONS(drover::ui::WorkerWords)
public:
    static QString state(const LocalWorkerFacts& facts, qint64 now)
    {
        switch (facts.state) {
        case LocalWorkerState::Starting:
            return tr("starting", "state of a worker");
        case LocalWorkerState::Running:
            return tr("running", "state of a worker");
        case LocalWorkerState::BackingOff:
            if (facts.nextTryAt == 0)
                return tr("waits for its file to be saved", "state of a worker");
            return tr("keeps crashing, next try in %1", "state of a worker; a duration")
                .arg(formatAge(std::max<qint64>(1000, facts.nextTryAt - now)));
        case LocalWorkerState::Stopping:
            if (facts.stopBy > now)
                return tr("stopping, %1 left", "state of a worker; a duration")
                    .arg(formatAge(facts.stopBy - now + 999));
            return tr("stopping", "state of a worker");
        case LocalWorkerState::Stopped:
            break;
        }
        if (facts.error)
            return tr("could not run", "state of a worker");
        return facts.worker == 0 ? tr("not started", "state of a worker")
                                 : tr("stopped", "state of a worker");
    }

    static QString program(const LocalWorkerSpec& spec)
    {
        switch (spec.kind) {
        case LocalWorkerSpec::Kind::Node:
        case LocalWorkerSpec::Kind::Plugin:
            return plainText(QFileInfo(spec.program).fileName(), Lines::Single, 80);
        case LocalWorkerSpec::Kind::Command:
            return plainText(
                joinCommand(QFileInfo(spec.program).fileName(), spec.arguments), Lines::Single, 80);
        case LocalWorkerSpec::Kind::Simulate:
            break;
        }
        return tr("simulated: %1", "what a simulated worker does").arg(plainText(spec.simulation));
    }
};

//! As splitCommand() reads it: quotes around what has blanks or nothing, three for one quote.
QString quoted(QString word)
{
    const bool needs = word.isEmpty()
        || std::any_of(word.begin(), word.end(), [](QChar c) { return c.isSpace() || c == u'"'; });
    word.replace(u'"', u"\"\"\""_s);
    return needs ? u'"' + word + u'"' : word;
}
} // namespace

QString workerStateWord(const LocalWorkerFacts& facts, qint64 now)
{
    return WorkerWords::state(facts, now != 0 ? now : Clock::system().now().count());
}

QString workerProgramWords(const LocalWorkerSpec& spec)
{
    return WorkerWords::program(spec);
}

QString workerLineText(const WorkerLine& line)
{
    const QString time = formatMoment(line.time, line.time);
    const QString job = line.job.isEmpty() ? QString() : u" %1"_s.arg(plainText(line.job, Lines::Single, 40));
    const QString name = plainText(line.name, Lines::Single, 60);
    const QString text = plainText(line.text, Lines::Single, 2000);
    switch (line.kind) {
    case WorkerLine::Kind::Completed:
        return u"%1 \u2713%2 %3 %4"_s.arg(
            time, job, name, formatDuration(static_cast<double>(std::max<qint64>(0, line.milliseconds))));
    case WorkerLine::Kind::Failed:
        return u"%1 \u2715%2 %3 %4"_s.arg(time, job, name, text);
    case WorkerLine::Kind::Output:
        return u"%1 \u2502%2 %3"_s.arg(time, job, text);
    case WorkerLine::Kind::Info:
        break;
    }
    return u"%1 \u00b7 %2"_s.arg(time, text);
}

QString joinCommand(const QString& program, const QStringList& arguments)
{
    QStringList words{quoted(program)};
    for (const QString& argument : arguments)
        words.append(quoted(argument));
    return words.join(u' ');
}

QStringList splitCommand(const QString& line)
{
    QStringList words;
    QString word;
    bool isWord = false; // quotes make one, also around nothing
    bool isQuoted = false;
    for (qsizetype at = 0; at < line.size();) {
        if (QStringView(line).sliced(at).startsWith(u"\"\"\"")) {
            word += u'"';
            isWord = true;
            at += 3;
            continue;
        }
        const QChar c = line.at(at++);
        if (c == u'"') {
            isQuoted = !isQuoted;
            isWord = true;
        } else if (!isQuoted && c.isSpace()) {
            if (std::exchange(isWord, false))
                words.append(std::exchange(word, {}));
        } else {
            word += c;
            isWord = true;
        }
    }
    if (isWord)
        words.append(word);
    return words;
}

void setProgram(LocalWorkerSpec& spec, const QString& typed)
{
    const QString text = typed.trimmed();
    spec.program.clear();
    spec.arguments.clear();
    spec.simulation.clear();
    if (spec.kind == LocalWorkerSpec::Kind::Simulate) {
        spec.simulation = text;
    } else if (spec.kind != LocalWorkerSpec::Kind::Command) {
        spec.program = text;
    } else if (QStringList words = splitCommand(text); !words.isEmpty()) {
        spec.program = words.takeFirst();
        spec.arguments = words;
    }
}

} // namespace drover::ui
