// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "core/jsonfilewriter.h"

#include <chrono>
#include <utility>

namespace drover {

using namespace std::chrono_literals;

namespace {

QString carryOut(
    const JsonFile& file, const std::vector<JsonFileWriter::Change>& changes, const QJsonObject& fallback)
{
    return file.update(
        [&changes](QJsonObject& object) {
            for (const JsonFileWriter::Change& change : changes)
                change(object);
        },
        fallback);
}

} // namespace

JsonFileWriter::JsonFileWriter(JsonFile file, QObject* parent)
    : QObject(parent)
    , m_file(std::move(file))
{
    m_pool.setMaxThreadCount(1);
    m_delay.setSingleShot(true);
    m_delay.setInterval(50ms);
    connect(&m_delay, &QTimer::timeout, this, &JsonFileWriter::start);
}

JsonFileWriter::~JsonFileWriter()
{
    m_pool.waitForDone(); // layering: the program ends and the last change must be on the disk
    // Whether the last write went well has not been heard yet; a change that is made twice does no harm.
    std::vector<Change> last = std::move(m_underWay);
    last.insert(last.end(), m_waiting.begin(), m_waiting.end());
    if (!last.empty())
        (void)carryOut(m_file, last, m_fallback);
}

void JsonFileWriter::apply(Change change, const QJsonObject& fallback)
{
    m_waiting.push_back(std::move(change));
    m_fallback = fallback;
    if (!m_isWriting && !m_delay.isActive())
        m_delay.start();
}

void JsonFileWriter::start()
{
    m_isWriting = true;
    m_underWay = std::exchange(m_waiting, {});
    m_pool.start([this, file = m_file, changes = m_underWay, fallback = m_fallback] {
        const QString reason = carryOut(file, changes, fallback);
        QMetaObject::invokeMethod(
            this, [this, reason] { onDone(reason); }, Qt::QueuedConnection);
    });
}

void JsonFileWriter::onDone(const QString& reason)
{
    m_isWriting = false;
    std::vector<Change> done = std::exchange(m_underWay, {});
    if (!reason.isEmpty()) {
        done.insert(
            done.end(), std::make_move_iterator(m_waiting.begin()), std::make_move_iterator(m_waiting.end()));
        const bool hasMore = !m_waiting.empty();
        m_waiting = std::move(done);
        Q_EMIT failed(reason);
        if (hasMore)
            m_delay.start();
        return;
    }
    if (!m_waiting.empty())
        return m_delay.start();
    Q_EMIT written();
}

} // namespace drover
