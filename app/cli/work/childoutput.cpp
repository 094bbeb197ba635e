// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/work/childoutput.h"

#include "cli/console.h"
#include "cli/textformat.h"

#include <QPointer>

#include <memory>
#include <mutex>

namespace drover::cli {
namespace {

//! The receiver as other threads may see it: gone or there, decided under a lock.
struct Gate {
    std::mutex mutex;
    ChildOutput* receiver = nullptr;
};

} // namespace

ChildOutput::ChildOutput(Console& console)
    : m_console(console)
{
}

OutputHandler ChildOutput::handler()
{
    auto gate = std::make_shared<Gate>();
    gate->receiver = this;
    connect(this, &QObject::destroyed, [gate] {
        const std::scoped_lock lock(gate->mutex);
        gate->receiver = nullptr;
    });
    return [gate](const ProcessOutput& output) {
        const std::scoped_lock lock(gate->mutex);
        if (ChildOutput* receiver = gate->receiver)
            QMetaObject::invokeMethod(
                receiver, [receiver, output] { receiver->show(output); }, Qt::QueuedConnection);
    };
}

OutputHandler ChildOutput::errorHandler()
{
    return [show = handler()](const ProcessOutput& output) {
        if (output.isError)
            show(output);
    };
}

void ChildOutput::show(const ProcessOutput& output)
{
    QByteArray text = output.text;
    while (text.endsWith('\n'))
        text.chop(1);
    const QString before = output.job.isEmpty() ? QString() : printable(output.job) + QStringLiteral("| ");
    for (const QByteArray& line : text.split('\n'))
        m_console.note(before + printable(line));
}

} // namespace drover::cli
