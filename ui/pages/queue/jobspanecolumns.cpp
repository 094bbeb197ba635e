// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/queue/jobspane.h"

#include "util/layoutmemory.h"
#include "util/words.h"
#include "widgets/jobtable.h"

#include <QInputDialog>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace drover::ui {

// Columns of values from the jobs' data: asked for, shown, remembered for each state.

namespace {
QString pathsKey(JobState state)
{
    return u"jobs.%1.paths"_s.arg(stateName(state));
}
} // namespace

void JobsPane::askForPath()
{
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Column from the data"));
    dialog->setLabelText(tr("Path to a value in the jobs' data, for example user.id or items.0.sku:"));
    dialog->setOkButtonText(tr("Add column"));
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString& text) {
        if (const JsonPath path = JobColumns::parsePath(text); !path.isEmpty())
            addPath(path);
    });
    dialog->open();
}

void JobsPane::addPath(const JsonPath& path)
{
    QList<JsonPath> paths = m_window.paths();
    if (path.isEmpty() || paths.contains(path))
        return;
    setPaths(paths << path);
    rememberPaths();
}

void JobsPane::removePath(int column)
{
    QList<JsonPath> paths = m_window.paths();
    const qsizetype at = column - JobColumns::FixedCount;
    if (at < 0 || at >= paths.size())
        return;
    paths.removeAt(at);
    setPaths(paths);
    rememberPaths();
}

void JobsPane::setPaths(const QList<JsonPath>& paths)
{
    if (paths == m_window.paths())
        return;
    m_window.setPaths(paths);
    m_list.setPaths(paths);
    for (int column = JobColumns::FixedCount; column < m_window.columnCount(); ++column)
        m_table->setColumnHidden(column, false);
    if (m_mode == Mode::State && m_loader.isRead())
        m_loader.reload();
    else if (m_mode != Mode::State && m_list.rowCount() > 0)
        readList();
}

void JobsPane::rememberPaths()
{
    if (m_memory == nullptr)
        return;
    QJsonArray list;
    for (const JsonPath& path : m_window.paths()) {
        QJsonArray parts;
        for (const QByteArray& part : path)
            parts.append(QString::fromUtf8(part));
        list.append(parts);
    }
    m_memory->keep(pathsKey(m_state), QJsonDocument(list).toJson(QJsonDocument::Compact));
}

QList<JsonPath> JobsPane::rememberedPaths(JobState state) const
{
    QList<JsonPath> paths;
    if (m_memory == nullptr)
        return paths;
    for (const QJsonValue& parts : QJsonDocument::fromJson(m_memory->state(pathsKey(state))).array()) {
        JsonPath path;
        for (const QJsonValue& part : parts.toArray())
            path.append(part.toString().toUtf8());
        if (!path.isEmpty())
            paths.append(path);
    }
    return paths;
}

} // namespace drover::ui
