// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLineEdit;
class QPushButton;

namespace drover::ui {

class PlainLabel;

//! What stands in the window when no connection is open: one card with the ways in.
class Welcome final : public QWidget {
    Q_OBJECT
public:
    explicit Welcome(QWidget* parent = nullptr);

    [[nodiscard]] QLineEdit* urlEdit() const { return m_url; }
    [[nodiscard]] QPushButton* connectButton() const { return m_connect; }
    //! What is wrong with the URL; empty = nothing.
    [[nodiscard]] QString fault() const;
    //! What was understood of pasted lines, without secrets; empty = one address.
    [[nodiscard]] QString preview() const;

Q_SIGNALS:
    //! A URL that can be read, as it was pasted.
    void urlGiven(const QString& text);
    void localhostWanted();
    void embeddedWanted();
    void demoWanted();
    //! The whole form.
    void newConnectionWanted();
    //! From a file of another program.
    void importWanted();

private:
    void onConnect();
    void onEdited(const QString& text);
    [[nodiscard]] QWidget* way(
        const QString& iconName, const QString& title, const QString& text, void (Welcome::*wanted)());

    QLineEdit* m_url;
    QPushButton* m_connect;
    PlainLabel* m_fault;
    PlainLabel* m_preview;
};

} // namespace drover::ui
