// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "crashoffer.h"

#include "dialogs/crashdialog.h"
#include "mainwindow/mainwindow.h"
#include "util/formatting.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace drover {

CrashOffer::CrashOffer(ui::MainWindow& window, CrashReports reports)
    : QObject(&window)
    , m_window(window)
    , m_reports(std::move(reports))
{
}

void CrashOffer::tell()
{
    const QStringList files = m_reports.takeNew(u"drover-window"_s);
    if (files.isEmpty())
        return;
    const qint64 when = CrashReports::timeOf(files.first()).toMSecsSinceEpoch();
    m_window.offer(tr("Drover crashed: %1.", "a moment")
                       .arg(ui::formatMoment(when, QDateTime::currentMSecsSinceEpoch(), QLocale())),
        tr("A report was written. It stays on this computer."), tr("Look at the report\u2026"),
        [this, files] { show(files); });
}

//! The newest one; whoever throws it away means those before it too.
void CrashOffer::show(const QStringList& files)
{
    auto* dialog = new ui::CrashDialog(CrashReports::read(files.first()), files.first(), &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ui::CrashDialog::discarded, this, [files] {
        for (const QString& file : files)
            QFile::remove(file);
    });
    dialog->open();
}

} // namespace drover
