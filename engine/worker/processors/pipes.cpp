// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/processors/pipes_p.h"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace drover {
namespace {

constexpr qsizetype readSize = 64 * 1024;
constexpr int readsInOneTurn = 16;

void setNonBlocking(int descriptor)
{
    ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
}

} // namespace

PipeReader::PipeReader(int descriptor, Handler handler, QObject* parent)
    : QObject(parent)
    , m_descriptor(descriptor)
    , m_handler(std::move(handler))
    , m_notifier(descriptor, QSocketNotifier::Read)
{
    setNonBlocking(descriptor);
    connect(&m_notifier, &QSocketNotifier::activated, this, [this] { drain(); });
}

PipeReader::~PipeReader()
{
    m_notifier.setEnabled(false);
    ::close(m_descriptor);
}

void PipeReader::drain()
{
    for (int i = 0; i < readsInOneTurn; ++i) {
        QByteArray bytes(readSize, Qt::Uninitialized);
        const ssize_t count = ::read(m_descriptor, bytes.data(), static_cast<size_t>(bytes.size()));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            // At the end the notifier would fire for ever.
            if (count == 0 || errno != EAGAIN) {
                m_notifier.setEnabled(false);
            }
            return;
        }
        bytes.truncate(count);
        m_handler(bytes);
        if (count < readSize) {
            return;
        }
    }
}

PipeWriter::PipeWriter(int descriptor, QObject* parent)
    : QObject(parent)
    , m_descriptor(descriptor)
    , m_notifier(descriptor, QSocketNotifier::Write)
{
    setNonBlocking(descriptor);
    m_notifier.setEnabled(false);
    connect(&m_notifier, &QSocketNotifier::activated, this, [this] { flush(); });
}

PipeWriter::~PipeWriter()
{
    m_notifier.setEnabled(false);
    ::close(m_descriptor);
}

void PipeWriter::write(const QByteArray& bytes)
{
    m_waiting += bytes;
    if (!m_notifier.isEnabled()) {
        flush();
    }
}

void PipeWriter::closeWhenWritten()
{
    m_closing = true;
    flush();
}

void PipeWriter::flush()
{
    while (!m_waiting.isEmpty()) {
        const ssize_t count =
            ::write(m_descriptor, m_waiting.constData(), static_cast<size_t>(m_waiting.size()));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0 && errno == EAGAIN) {
            break;
        }
        if (count < 0) {
            m_waiting.clear();
            break;
        }
        m_waiting.remove(0, count);
    }
    m_notifier.setEnabled(!m_waiting.isEmpty());
    if (m_closing && m_waiting.isEmpty()) {
        deleteLater();
    }
}

} // namespace drover
