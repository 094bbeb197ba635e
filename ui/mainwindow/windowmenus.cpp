// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/mainwindow.h"

#include "dialogs/aboutdialog.h"
#include "mainwindow/windowactions.h"
#include "mainwindow/workspace.h"
#include "pages/page.h"
#include "style/icons.h"
#include "util/layoutmemory.h"
#include "util/plaintext.h"

#include <QAction>
#include <QDesktopServices>
#include <QMenu>
#include <QMessageBox>
#include <QSplitter>
#include <QUrl>

using namespace Qt::StringLiterals;

// The parts of the window that open when somebody asks: menus that depend on the place, palette, memory,
// help.
namespace drover::ui {

namespace {
QString withoutMnemonic(QString text)
{
    return text.remove(u'&').remove(u'\u2026');
}
} // namespace

void MainWindow::fillConnectionsMenu()
{
    m_actions->connections->clear();
    const QStringList ids = m_hub.ids();
    for (qsizetype i = 0; i < ids.size(); ++i) {
        const QString id = ids.at(i);
        QString text = plainText(m_hub.identity(id).title, Lines::Single, 60).replace(u'&', u"&&"_s);
        if (i < 9)
            text += u"\tCtrl+%1"_s.arg(i + 1);
        QAction* action = m_actions->connections->addAction(text, this, [this, id] { showConnection(id); });
        action->setCheckable(true);
        action->setChecked(id == m_shown);
    }
}

void MainWindow::fillPagesMenu()
{
    m_actions->pages->clear();
    for (int row = 0; row < m_pages->rowCount(); ++row) {
        const QModelIndex index = m_pages->index(row);
        const QString id = index.data(PageListModel::IdRole).toString();
        QAction* action =
            m_actions->pages->addAction(icon(index.data(PageListModel::IconNameRole).toString()),
                index.data().toString(), this, [this, id] { showPageById(id); });
        action->setEnabled(workspace() != nullptr || !pageFromName(id));
    }
}

void MainWindow::fillActionsMenu()
{
    m_actions->actions->clear();
    Page* page = workspace() != nullptr && m_applicationPage.isEmpty() ? workspace()->currentPage() : nullptr;
    if (page != nullptr)
        m_actions->actions->addActions(page->pageActions());
    if (m_actions->actions->isEmpty())
        m_actions->actions->addAction(tr("Nothing to do on this page"))->setEnabled(false);
}

void MainWindow::connectionMenu(const QString& id, const QPoint& position)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (m_hub.session(id) == nullptr)
        menu->addAction(tr("&Open", "connection"), this, [this, id] { showConnection(id); });
    else
        menu->addAction(tr("&Close", "connection"), this, [this, id] { closeConnection(id); });
    menu->addAction(tr("&Edit\u2026", "connection"), this, [this, id] { Q_EMIT editConnectionWanted(id); });
    menu->addSeparator();
    menu->addAction(
        tr("&Remove\u2026", "connection"), this, [this, id] { Q_EMIT removeConnectionWanted(id); });
    menu->popup(position);
}

void MainWindow::setPageBadge(const QString& id, const QString& words, Card::Mood mood)
{
    m_pages->setBadge(id, words, mood);
}

void MainWindow::setQueueVerbs(QueueVerbs verbs)
{
    m_queueVerbs = std::move(verbs);
}

void MainWindow::queueMenu(const QueueId& queue, const QPoint& position)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("&Open", "queue"), this, [this, queue] { showQueue(queue); });
    menu->addSeparator();
    const QList<QueueVerb> verbs = m_queueVerbs ? m_queueVerbs(m_shown, queue) : QList<QueueVerb>();
    for (const QueueVerb& verb : verbs)
        menu->addAction(icon(verb.icon), QString(verb.title).replace(u'&', u"&&"_s), this, verb.run);
    menu->popup(position);
}

QList<PaletteEntry> MainWindow::paletteEntries() const
{
    auto* self = const_cast<MainWindow*>(this);
    QList<PaletteEntry> entries;
    const Workspace* shown = workspace();
    if (shown != nullptr) {
        for (const QueueRow& row : shown->queues().rows()) {
            const QueueId queue = row.facts.summary.queue;
            entries.append({plainText(queue.name, Lines::Single, 120), tr("Queue"), u"table"_s, {},
                [self, queue] { self->showQueue(queue); }});
        }
    }
    const bool isQueue =
        shown != nullptr && m_applicationPage.isEmpty() && shown->shownPage() == PageKind::Queue;
    if (isQueue && m_queueVerbs) {
        for (const QueueVerb& verb : m_queueVerbs(m_shown, shown->shownQueue()))
            entries.append({verb.title, tr("Action"), verb.icon, {}, verb.run});
    }
    for (int row = 0; row < m_pages->rowCount(); ++row) {
        const QModelIndex index = m_pages->index(row);
        const QString id = index.data(PageListModel::IdRole).toString();
        if (shown != nullptr || !pageFromName(id))
            entries.append(
                {index.data().toString(), tr("Page"), index.data(PageListModel::IconNameRole).toString(), {},
                    [self, id] { self->showPageById(id); }});
    }
    for (const QString& id : m_hub.ids())
        entries.append({plainText(m_hub.identity(id).title, Lines::Single, 80), tr("Connection"), u"plug"_s,
            {}, [self, id] { self->showConnection(id); }});
    QList<QAction*> actions = this->QWidget::actions();
    if (shown != nullptr && m_applicationPage.isEmpty() && shown->currentPage() != nullptr)
        actions = shown->currentPage()->pageActions() + actions;
    for (QAction* action : std::as_const(actions)) {
        if (!action->isEnabled() || !action->isVisible() || action->text().isEmpty()
            || action == m_actions->palette)
            continue;
        entries.append({withoutMnemonic(action->text()), tr("Action"), u"zap"_s,
            action->shortcut().toString(QKeySequence::NativeText), [action] { action->trigger(); }});
    }
    return entries;
}

void MainWindow::openPalette()
{
    const bool connected = workspace() != nullptr;
    auto* palette = new CommandPalette(
        paletteEntries(),
        [this, connected](const QString& typed) -> QList<PaletteEntry> {
            if (!connected)
                return {};
            return {{tr("Find the job with id %1", "what was typed").arg(typed), tr("Job"), u"search"_s, {},
                [this, typed] { goToJob(typed.toUtf8()); }}};
        },
        this);
    palette->setAttribute(Qt::WA_DeleteOnClose);
    palette->open();
}

void MainWindow::setLayoutMemory(LayoutMemory* memory)
{
    m_memory = memory;
    if (memory == nullptr)
        return;
    restoreGeometry(memory->state(u"window.geometry"_s));
    m_splitter->restoreState(memory->state(u"window.splitter"_s));
    for (Workspace* each : std::as_const(m_workspaces)) {
        each->splitter().restoreState(memory->state(u"workspace.splitter"_s));
        each->setLayoutMemory(memory);
    }
}

void MainWindow::keepLayout()
{
    if (m_memory == nullptr)
        return;
    m_memory->keep(u"window.geometry"_s, saveGeometry());
    m_memory->keep(u"window.splitter"_s, m_splitter->saveState());
    m_memory->keep(u"window.connection"_s, m_shown.toUtf8());
    if (const Workspace* shown = workspace()) {
        m_memory->keep(u"workspace.splitter"_s, shown->splitter().saveState());
        m_memory->keep(u"window.page"_s, pageName(shown->shownPage()).toUtf8());
        m_memory->keep(u"window.queue"_s, shown->shownQueue().name);
        m_memory->keep(u"window.prefix"_s, shown->shownQueue().prefix);
    }
}

void MainWindow::restorePlace()
{
    if (m_memory == nullptr || workspace() == nullptr)
        return;
    const auto page = pageFromName(QString::fromUtf8(m_memory->state(u"window.page"_s)));
    const QByteArray queue = m_memory->state(u"window.queue"_s);
    const ConnectionIdentity identity = workspace()->session().identity();
    const QByteArray kept = m_memory->state(u"window.prefix"_s);
    const QByteArray prefix = identity.prefixes.contains(kept) ? kept : identity.prefix();
    if (page == PageKind::Queue && !queue.isEmpty())
        showQueue({prefix, queue});
    else if (page && page != PageKind::Queue)
        showPage(*page);
}

void MainWindow::setLogFile(const QString& file)
{
    m_logFile = file;
    m_actions->openLog->setVisible(!file.isEmpty());
    connect(m_actions->openLog, &QAction::triggered, this,
        [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_logFile)); });
}

void MainWindow::showShortcuts()
{
    QStringList lines;
    for (const QAction* action : this->QWidget::actions()) {
        if (!action->shortcut().isEmpty() && !action->text().isEmpty())
            lines.append(u"%1\t%2"_s.arg(
                action->shortcut().toString(QKeySequence::NativeText), withoutMnemonic(action->text())));
    }
    lines.append(tr("Ctrl+1 \u2026 Ctrl+9\tConnection 1 \u2026 9"));
    lines.append(tr("R, Ctrl+Return\tRetry the selected jobs (in a table of jobs)"));
    auto* box = new QMessageBox(
        QMessageBox::NoIcon, tr("Keyboard shortcuts"), tr("Keyboard shortcuts"), QMessageBox::Close, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(lines.join(u'\n'));
    box->open();
}

void MainWindow::showAbout()
{
    auto* dialog = new AboutDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace drover::ui
