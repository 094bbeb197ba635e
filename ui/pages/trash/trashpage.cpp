// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/trash/trashpage.h"

#include "core/clock.h"
#include "delegates/rowdelegate.h"
#include "dialogs/confirmdialog.h"
#include "session/feeds/actionsfeed.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/actionwords.h"
#include "util/formatting.h"
#include "util/words.h"
#include "widgets/emptystate.h"
#include "widgets/noticebar.h"
#include "widgets/plainlabel.h"
#include "widgets/tables.h"
#include "widgets/toolbuttons.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr int shownEntries = 5000; //!< of a batch; all of them are restored
}

TrashPage::TrashPage(Session& session, QWidget* parent)
    : Page(parent)
    , m_session(session)
    , m_feed(session.trash())
{
    m_summary = new PlainLabel({}, PlainLabel::Tone::Muted);
    m_summary->setElided(true);
    m_notice = new NoticeBar;
    auto* words = new QVBoxLayout;
    words->setContentsMargins(spaceM, spaceM, spaceM, spaceS);
    words->setSpacing(2);
    words->addWidget(new PlainLabel(tr("Trash"), PlainLabel::Tone::Title));
    words->addWidget(m_summary);
    words->addWidget(m_notice);
    m_empty = new EmptyState;
    m_body = new QStackedWidget;
    m_body->addWidget(new Skeleton);
    m_body->addWidget(buildTables());
    m_body->addWidget(m_empty);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(words);
    layout->addWidget(m_body, 1);
    layout->addWidget(buildButtons());
    m_restoreAction = new QAction(icon(u"archive-restore"_s), tr("&Restore from the trash"), this);
    connect(m_restoreAction, &QAction::triggered, this, &TrashPage::restore);
    connect(&session.actions(), &ActionsFeed::changed, this, [this](const ActionFacts& action) {
        const bool concerns = action.verb == ActionVerb::Restore || action.trashBatch != 0;
        if (action.phase == ActionPhase::Ended && concerns)
            refresh();
    });
    updateActions();
}

QWidget* TrashPage::buildTables()
{
    m_batches = new QTableView;
    m_batches->setModel(&m_batchModel);
    m_batches->setItemDelegate(new RowDelegate({.muted = TrashBatchModel::MutedRole}, m_batches));
    setUpTable(*m_batches);
    m_batches->setSelectionMode(QAbstractItemView::SingleSelection);
    m_batches->setAccessibleName(tr("What was thrown away together"));
    const int character = fontMetrics().averageCharWidth();
    QHeaderView* header = m_batches->horizontalHeader();
    header->resizeSection(TrashBatchModel::When, 24 * character);
    header->setSectionResizeMode(TrashBatchModel::Queue, QHeaderView::Stretch);
    header->resizeSection(TrashBatchModel::What, 16 * character);
    header->resizeSection(TrashBatchModel::Jobs, 14 * character);
    header->resizeSection(TrashBatchModel::Size, 16 * character);
    m_entries = new QTableView;
    m_entries->setModel(&m_entryModel);
    m_entries->setItemDelegate(new RowDelegate(
        {.muted = TrashEntryModel::MutedRole, .monospace = TrashEntryModel::MonospaceRole}, m_entries));
    setUpTable(*m_entries);
    m_entries->setAccessibleName(tr("Jobs in the trash"));
    header = m_entries->horizontalHeader();
    header->resizeSection(TrashEntryModel::Job, 24 * character);
    header->setSectionResizeMode(TrashEntryModel::Name, QHeaderView::Stretch);
    header->resizeSection(TrashEntryModel::State, 24 * character);
    header->resizeSection(TrashEntryModel::Children, 15 * character);
    header->resizeSection(TrashEntryModel::Size, 16 * character);
    auto* both = new QSplitter(Qt::Vertical);
    both->setHandleWidth(1);
    both->setChildrenCollapsible(false);
    both->addWidget(m_batches);
    both->addWidget(m_entries);
    both->setStretchFactor(0, 2);
    both->setStretchFactor(1, 3);
    connect(
        m_batches->selectionModel(), &QItemSelectionModel::selectionChanged, this, &TrashPage::readEntries);
    connect(
        m_entries->selectionModel(), &QItemSelectionModel::selectionChanged, this, &TrashPage::updateActions);
    return both;
}

QWidget* TrashPage::buildButtons()
{
    m_restore = iconButton(u"archive-restore"_s, tr("Restore"), true);
    m_restore->setProperty("primary", true);
    m_erase = new QPushButton(tr("Delete for good\u2026"));
    m_emptyTrash = iconButton(u"trash-2"_s, tr("Empty the trash\u2026"));
    auto* bar = new QWidget;
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(spaceM, spaceS, spaceM, spaceS);
    layout->setSpacing(spaceS);
    layout->addWidget(m_restore);
    layout->addWidget(m_erase);
    layout->addStretch(1);
    layout->addWidget(m_emptyTrash);
    connect(m_restore, &QPushButton::clicked, this, &TrashPage::restore);
    connect(m_erase, &QPushButton::clicked, this, &TrashPage::erase);
    connect(m_emptyTrash, &QPushButton::clicked, this, &TrashPage::emptyTrash);
    return bar;
}

void TrashPage::setActive(bool active)
{
    if (active)
        refresh();
}

void TrashPage::refresh()
{
    m_feed.readBatches(this, [this](const Result<QList<TrashBatch>>& batches) { onBatches(batches); });
}

void TrashPage::setLink(const LinkFacts& link)
{
    m_linkUp = link.state == LinkState::Ready;
    updateActions();
}

void TrashPage::onLock()
{
    updateActions();
}

QList<QAction*> TrashPage::pageActions() const
{
    return {m_restoreAction};
}

void TrashPage::onBatches(const Result<QList<TrashBatch>>& batches)
{
    const bool first = !m_read;
    m_read = true;
    if (!batches) {
        const ErrorWords words = errorWords(batches.error());
        m_empty->show(u"warning"_s, tr("The trash cannot be read"), words.sentence);
        m_body->setCurrentWidget(m_empty);
    } else {
        m_batchModel.apply(*batches, Clock::system().now().count());
        qint64 jobs = 0;
        qint64 bytes = 0;
        for (const TrashBatch& batch : *batches) {
            jobs += batch.jobs;
            bytes += batch.bytes;
        }
        m_summary->setText(batches->isEmpty()
                ? tr("Nothing in it")
                : tr("%Ln job(s), %1; the oldest go when there are too many", "%1 is a size", asInt(jobs))
                      .arg(formatBytes(bytes)));
        m_empty->show(u"trash-2"_s, tr("The trash is empty"),
            tr("Jobs that are removed here, one by one or by a clean, are kept on this computer for a while "
               "and "
               "can be put back as they were."));
        m_body->setCurrentIndex(batches->isEmpty() ? 2 : 1);
        chooseWanted();
        if (!batches->isEmpty() && chosenBatch() == nullptr)
            m_batches->selectRow(0);
        readEntries();
    }
    updateActions();
    if (first)
        Q_EMIT settled();
}

void TrashPage::showBatch(qint64 batch)
{
    m_wantedBatch = batch;
    refresh();
}

void TrashPage::chooseWanted()
{
    const qint64 wanted = std::exchange(m_wantedBatch, 0);
    if (wanted == 0)
        return;
    for (int row = 0; row < m_batchModel.rowCount(); ++row) {
        if (m_batchModel.row(row).batch.id == wanted) {
            m_batches->selectRow(row);
            m_restore->setFocus();
            return;
        }
    }
    m_notice->show(Card::Mood::Warn, tr("These jobs are no longer in the trash."),
        tr("They were restored or erased, or belong to another connection."));
}

const TrashBatch* TrashPage::chosenBatch() const
{
    const QModelIndexList rows = m_batches->selectionModel()->selectedRows();
    return rows.isEmpty() ? nullptr : &m_batchModel.row(rows.first().row()).batch;
}

QList<qint64> TrashPage::chosenEntries() const
{
    QList<qint64> ids;
    for (const QModelIndex& index : m_entries->selectionModel()->selectedRows())
        ids.append(m_entryModel.row(index.row()).entry.id);
    return ids;
}

void TrashPage::readEntries()
{
    const TrashBatch* batch = chosenBatch();
    m_shownBatch = batch == nullptr ? 0 : batch->id;
    updateActions();
    if (batch == nullptr) {
        m_entryModel.apply({});
        return;
    }
    m_feed.readEntries(m_shownBatch, 0, shownEntries, this,
        [this, asked = m_shownBatch](const Result<QList<TrashEntry>>& entries) {
            if (asked == m_shownBatch)
                m_entryModel.apply(entries ? *entries : QList<TrashEntry>());
            updateActions();
        });
}

void TrashPage::updateActions()
{
    const bool readOnly = m_session.identity().readOnly;
    const TrashBatch* batch = chosenBatch();
    const auto some = static_cast<int>(chosenEntries().size());
    const bool can = batch != nullptr && m_linkUp && !readOnly;
    m_restore->setText(some > 0 ? tr("Restore %Ln job(s)", "button", some)
            : batch != nullptr  ? tr("Restore all %1", "button; a number").arg(formatCount(batch->jobs))
                                : tr("Restore"));
    m_restore->setEnabled(can);
    m_restore->setToolTip(readOnly ? tr("This connection is read-only") : QString());
    m_restoreAction->setEnabled(can);
    m_erase->setEnabled(some > 0);
    m_emptyTrash->setEnabled(m_batchModel.rowCount() > 0);
}

void TrashPage::restore()
{
    const TrashBatch* batch = chosenBatch();
    if (batch == nullptr || !m_restore->isEnabled())
        return;
    ActionRequest request;
    request.verb = ActionVerb::Restore;
    request.jobs.queue = batch->queue;
    request.batch = batch->id;
    const QList<qint64> entries = chosenEntries();
    request.entries.assign(entries.begin(), entries.end());
    m_session.actions().start(request);
}

void TrashPage::erase()
{
    const QList<qint64> entries = chosenEntries();
    if (entries.isEmpty())
        return;
    ConfirmQuestion question;
    question.window = tr("Delete for good");
    question.question = tr("Delete %Ln job(s) for good?", "of the trash", asInt(entries.size()));
    question.consequence = tr("They can never be restored.");
    question.verb = tr("Delete %Ln job(s)", "button", asInt(entries.size()));
    question.destroys = true;
    auto* dialog = new ConfirmDialog(question, m_session.identity(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
        [this, entries] { m_feed.erase(entries, this, [this](const Status& status) { tell(status); }); });
    dialog->open();
}

void TrashPage::emptyTrash()
{
    ConfirmQuestion question;
    question.window = tr("Empty the trash");
    question.question = tr("Empty the trash?");
    question.consequence = tr("Removed jobs of all connections are deleted from this computer for good.");
    question.verb = tr("Empty the trash");
    question.destroys = true;
    auto* dialog = new ConfirmDialog(question, m_session.identity(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
        [this] { m_feed.eraseAll(this, [this](const Status& status) { tell(status); }); });
    dialog->open();
}

void TrashPage::tell(const Status& status)
{
    if (!status) {
        const ErrorWords words = errorWords(status.error());
        m_notice->show(Card::Mood::Bad, words.sentence, words.remedy);
    }
    refresh();
}

} // namespace drover::ui
