// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/values.h"

#include <QWidget>

#include <chrono>

class QMenu;
class QToolButton;

namespace drover::ui {

class EnvironmentChip;
class PlainLabel;

//! What one is connected to, in its colour; the way to everything (palette); refresh; light or dark.
class TopBar final : public QWidget {
    Q_OBJECT
public:
    //! The menu chooses the interval of the refresh button.
    explicit TopBar(QMenu& intervals, QWidget* parent = nullptr);

    //! None: no connection is shown.
    void setConnection(const ConnectionIdentity* identity);
    void setInterval(std::chrono::milliseconds interval);

Q_SIGNALS:
    void paletteWanted();
    void refreshWanted();
    void themeToggled();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Environment m_environment = Environment::Unspecified;
    EnvironmentChip* m_chip;
    PlainLabel* m_title;
    PlainLabel* m_address;
    PlainLabel* m_readOnly;
    QToolButton* m_refresh;
};

} // namespace drover::ui
