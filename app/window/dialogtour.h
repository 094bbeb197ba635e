// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QTimer>

class QDialog;

namespace drover {

namespace ui {
class MainWindow;
}

//! Opens, for a review, whatever asks before it acts: each enabled action and visible button with an
//! ellipsis, and the Help menu's boxes, also those inside of the dialogs; takes down what they say and
//! dismisses them.
class DialogTour final : public QObject {
    Q_OBJECT
public:
    explicit DialogTour(ui::MainWindow& window);

    //! As describeWidgets() has it, all dialogs one after another.
    [[nodiscard]] const QJsonArray& texts() const { return m_texts; }
    //! Pictures of them go beside this file; empty = none.
    void setPicture(const QString& file) { m_picture = file; }

Q_SIGNALS:
    void finished();

private:
    void step();
    void openNext();
    void visit(QDialog& dialog);
    void collect(const QWidget& top);
    [[nodiscard]] QDialog* newestDialog() const;

    QTimer m_timer;
    QList<QPointer<QObject>> m_wanted; //!< actions and buttons, next first
    QList<QPointer<QObject>> m_seen;
    QList<QPointer<QDialog>> m_open;
    int m_patience = 0; //!< steps that are left for the dialog to come
    int m_count = 0;
    QString m_picture;
    QJsonArray m_texts;
};

} // namespace drover
