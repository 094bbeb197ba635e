// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "windowoptions.h"

#include <QJsonArray>
#include <QObject>
#include <QTimer>

namespace drover {

namespace ui {
class MainWindow;
}

//! Brings a page into view, waits until it has its data, writes the picture or what it says, and leaves: for
//! the README and for looking at every page in every theme, size and language. Gives up with exit code 2
//! after a minute.
class Screenshot final : public QObject {
    Q_OBJECT
public:
    Screenshot(ui::MainWindow& window, const WindowOptions& options);

private:
    void look();
    void show();
    void openDialogs();
    [[nodiscard]] bool take();
    //! With what was made, or with exit code 2.
    void leave();
    [[nodiscard]] bool describe();

    ui::MainWindow& m_window;
    QString m_file; //!< empty = no picture
    QString m_description; //!< empty = none
    QString m_page;
    QJsonArray m_dialogs; //!< what they say, on the page "dialogs"
    QString m_queue;
    QTimer m_look;
    QTimer m_limit;
    int m_calmSteps;
    int m_calm = 0;
    bool m_shown = false;
    bool m_isDown = false; //!< the connection came to nothing: that is what is to be seen
};

} // namespace drover
