// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>
#include <QString>

#include <utility>

namespace drover::ui {

//! Something that the desktop shall show. Plain text: whoever shows it escapes what has to be.
struct Notification {
    QString key; //!< one with the same key takes the place of the one before
    QString title;
    QString text;
    QList<std::pair<QString, QString>> actions; //!< word, label; "default" is a click on the whole

    bool operator==(const Notification&) const = default;
};

//! The way to the desktop's notifications. GUI thread; nothing here waits.
class Notifier : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    enum class State : quint8 {
        Unknown, //!< not asked yet
        Ready,
        NoService, //!< nobody on this desktop shows notifications
        Silent, //!< somebody should, and does not answer
    };
    [[nodiscard]] virtual State state() const = 0;
    //! What the service calls itself; empty while it is not ready.
    [[nodiscard]] virtual QString service() const = 0;

    virtual void show(const Notification& notification) = 0;

Q_SIGNALS:
    void stateChanged();
    //! A person chose an action. The token lets a window come to the front (XDG activation); may be empty.
    void acted(const QString& key, const QString& action, const QString& token);
};

} // namespace drover::ui
