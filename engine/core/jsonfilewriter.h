// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/jsonfile.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

namespace drover {

//! Carries changes of a JsonFile to the disk on a thread of its own, in order, several at once where they
//! come fast. Thread-affine. What is not on the disk yet is written by the destructor.
class JsonFileWriter final : public QObject {
    Q_OBJECT
public:
    using Change = std::function<void(QJsonObject&)>;

    explicit JsonFileWriter(JsonFile file, QObject* parent = nullptr);
    ~JsonFileWriter() override;

    //! `change` runs on another thread, perhaps more than once: it holds values only and sets, never adds up.
    //! `fallback` is the whole content as the caller knows it, for the case that the file is damaged by then.
    void apply(Change change, const QJsonObject& fallback);
    [[nodiscard]] bool isIdle() const { return !m_isWriting && m_waiting.empty(); }

Q_SIGNALS:
    //! Everything so far is on the disk.
    void written();
    //! The disk has not taken it; it is tried again with the next change.
    void failed(const QString& reason);

private:
    void start();
    void onDone(const QString& reason);

    const JsonFile m_file;
    QThreadPool m_pool;
    QTimer m_delay;
    std::vector<Change> m_waiting;
    std::vector<Change> m_underWay; //!< kept until they are on the disk
    QJsonObject m_fallback;
    bool m_isWriting = false;
};

} // namespace drover
