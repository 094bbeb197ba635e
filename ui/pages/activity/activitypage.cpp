// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/activity/activitypage.h"

#include "delegates/rowdelegate.h"
#include "pages/activity/activityfilter.h"
#include "session/feeds/activityfeed.h"
#include "session/session.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/activitywords.h"
#include "util/clipboard.h"
#include "util/plaintext.h"
#include "widgets/emptystate.h"
#include "widgets/noticebar.h"
#include "widgets/plainlabel.h"
#include "widgets/tables.h"
#include "widgets/textblock.h"

#include <QAction>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace drover::ui {

namespace {
constexpr auto lookAgain = 2s; //!< a local file: other programs write to it too
constexpr int pageSize = 200;
constexpr int mostExported = 100000; //!< as many as the log keeps

//! Failures stand out.
class ActivityDelegate final : public RowDelegate {
public:
    explicit ActivityDelegate(QObject* parent)
        : RowDelegate({.muted = ActivityModel::MutedRole, .monospace = -1, .sample = -1}, parent)
    {
    }

protected:
    [[nodiscard]] QColor color(const QModelIndex& index) const override
    {
        const bool isOutcome = index.column() == ActivityModel::Outcome;
        return isOutcome && index.data(ActivityModel::FailedRole).toBool() ? Theme::tokens().failed
                                                                           : RowDelegate::color(index);
    }
};
} // namespace

ActivityPage::ActivityPage(Session& session, QWidget* parent)
    : Page(parent)
    , m_session(session)
    , m_model(new ActivityModel(this))
    , m_filter(new ActivityFilter(this))
    , m_filterLine(new QLineEdit)
    , m_onlyFailed(new QToolButton)
    , m_export(new QPushButton(tr("Export\u2026")))
    , m_notice(new NoticeBar)
    , m_body(new QStackedWidget)
    , m_table(new QTableView)
    , m_empty(new EmptyState)
    , m_details(new TextBlock)
    , m_restore(new QPushButton(tr("Restore what was removed")))
    , m_copy(new QAction(tr("Copy as &JSON"), this))
    , m_exportAction(new QAction(tr("&Export the activity log\u2026"), this))
{
    m_filter->setSourceModel(m_model);
    build();
    connectParts();
    updateBody();
    showDetails();
}

ActivityPage::~ActivityPage() = default;

void ActivityPage::build()
{
    m_table->setModel(m_filter);
    m_table->setItemDelegate(new ActivityDelegate(m_table));
    setUpTable(*m_table);
    m_table->setAccessibleName(tr("Writes"));
    const int character = fontMetrics().averageCharWidth();
    const QList<std::pair<int, int>> widths{{ActivityModel::When, 13}, {ActivityModel::Action, 18},
        {ActivityModel::Queue, 22}, {ActivityModel::Outcome, 28}, {ActivityModel::Who, 16},
        {ActivityModel::Connection, 24}};
    for (const auto& [column, characters] : widths)
        m_table->setColumnWidth(column, character * characters);
    m_table->horizontalHeader()->setSectionResizeMode(ActivityModel::Asked, QHeaderView::Stretch);
    m_copy->setShortcut(QKeySequence(u"Ctrl+Shift+C"_s));
    m_copy->setShortcutContext(Qt::WidgetShortcut);
    m_table->addAction(m_copy);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);

    m_filterLine->setPlaceholderText(tr("Filter: queue, action, who, error"));
    m_filterLine->setAccessibleName(tr("Filter the writes"));
    m_filterLine->setClearButtonEnabled(true);
    m_filterLine->addAction(icon(u"search"_s), QLineEdit::LeadingPosition);
    m_onlyFailed->setText(tr("Only failed"));
    m_onlyFailed->setCheckable(true);
    m_onlyFailed->setProperty("framed", true);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(spaceM, spaceM, spaceM, spaceS);
    bar->setSpacing(spaceS);
    bar->addWidget(new PlainLabel(tr("Activity"), PlainLabel::Tone::Title));
    bar->addSpacing(spaceL);
    bar->addWidget(m_filterLine, 1);
    bar->addWidget(m_onlyFailed);
    bar->addWidget(m_export);

    m_body->addWidget(new Skeleton);
    m_body->addWidget(m_table);
    m_body->addWidget(m_empty);
    m_pane = new QWidget;
    auto* paneLayout = new QVBoxLayout(m_pane);
    paneLayout->setContentsMargins(spaceM, spaceS, spaceM, spaceS);
    paneLayout->addWidget(m_details);
    paneLayout->addWidget(m_restore, 0, Qt::AlignLeft);
    paneLayout->addStretch(1);
    m_details->setAccessibleName(tr("The chosen write"));
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_body);
    splitter->addWidget(m_pane);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(m_notice);
    layout->addWidget(splitter, 1);
}

void ActivityPage::connectParts()
{
    m_live.setInterval(lookAgain);
    connect(&m_live, &QTimer::timeout, this, &ActivityPage::readNewest);
    connect(m_filterLine, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filter->setText(text);
        updateBody();
    });
    connect(m_onlyFailed, &QToolButton::toggled, this, [this](bool only) {
        m_filter->setOnlyFailed(only);
        updateBody();
    });
    connect(m_export, &QPushButton::clicked, this, &ActivityPage::chooseExportFile);
    connect(m_exportAction, &QAction::triggered, this, &ActivityPage::chooseExportFile);
    connect(m_copy, &QAction::triggered, this, &ActivityPage::copySelected);
    connect(
        m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ActivityPage::showDetails);
    connect(m_empty, &EmptyState::actionTriggered, this, [this] {
        m_filterLine->clear();
        m_onlyFailed->setChecked(false);
    });
    connect(m_restore, &QPushButton::clicked, this, [this] {
        if (const ActivityEntry* entry = selected())
            Q_EMIT restoreWanted(entry->queue, trashBatchOf(*entry));
    });
    connect(m_model, &ActivityModel::moreWanted, this, [this](qint64 before) {
        m_session.activity().read(
            pageSize, before, this, [this, before](const Result<ActivityEntries>& entries) {
                m_model->append(before, entries ? *entries : ActivityEntries(), pageSize);
                updateBody();
            });
    });
}

QList<QAction*> ActivityPage::pageActions() const
{
    return {m_copy, m_exportAction};
}

void ActivityPage::setActive(bool active)
{
    m_active = active;
    if (active) {
        m_live.start();
        readNewest();
    } else {
        m_live.stop();
    }
}

void ActivityPage::refresh()
{
    readNewest();
}

void ActivityPage::readNewest()
{
    if (std::exchange(m_reading, true))
        return;
    m_session.activity().read(pageSize, 0, this, [this](const Result<ActivityEntries>& entries) {
        m_reading = false;
        m_error = entries ? QString() : plainText(entries.error().message);
        if (entries)
            m_model->applyNewest(*entries, pageSize);
        updateBody();
        showDetails();
        if (!std::exchange(m_read, true))
            Q_EMIT settled();
    });
}

void ActivityPage::updateBody()
{
    if (m_filter->rowCount() > 0) {
        m_body->setCurrentWidget(m_table);
    } else if (!m_read && m_error.isEmpty() && m_model->rowCount() == 0) {
        m_body->setCurrentIndex(m_reading || !m_active ? 0 : 2);
        m_empty->show(u"activity"_s, tr("Nothing was changed yet"),
            tr("Every write of the window and of the command line is noted here, with what it did."));
    } else {
        if (!m_error.isEmpty())
            m_empty->show(u"warning"_s, tr("The activity log cannot be read"), m_error);
        else if (m_model->rowCount() > 0)
            m_empty->show(u"search"_s, tr("No write matches"),
                tr("None of the loaded writes has all these words."), tr("Clear the filter"));
        else
            m_empty->show(u"activity"_s, tr("Nothing was changed yet"),
                tr("Every write of the window and of the command line is noted here, with what it did."));
        m_body->setCurrentWidget(m_empty);
    }
}

const ActivityEntry* ActivityPage::selected() const
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    return rows.isEmpty() ? nullptr : &m_model->row(m_filter->mapToSource(rows.first()).row()).entry;
}

void ActivityPage::showDetails()
{
    const ActivityEntry* entry = selected();
    m_copy->setEnabled(entry != nullptr);
    m_pane->setVisible(entry != nullptr);
    m_details->setText(entry != nullptr ? entryDetails(*entry) : QString());
    const bool isTrashed = entry != nullptr && trashBatchOf(*entry) > 0;
    m_restore->setVisible(isTrashed);
    m_restore->setEnabled(isTrashed && !m_session.identity().readOnly);
}

void ActivityPage::onLock()
{
    showDetails();
}

void ActivityPage::copySelected()
{
    QByteArrayList lines;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        lines.append(entryJson(m_model->row(m_filter->mapToSource(index).row()).entry));
    copyText(lines.join('\n'));
}

void ActivityPage::chooseExportFile()
{
    auto* dialog = new QFileDialog(this, tr("Export the activity log"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("JSON lines (*.jsonl)")});
    dialog->setDefaultSuffix(u"jsonl"_s);
    dialog->selectFile(u"drover-activity.jsonl"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &ActivityPage::exportTo);
    dialog->open();
}

void ActivityPage::exportTo(const QString& file)
{
    m_session.activity().read(mostExported, 0, this, [this, file](const Result<ActivityEntries>& entries) {
        if (!entries) {
            m_notice->show(
                Card::Mood::Bad, tr("The activity log cannot be read."), plainText(entries.error().message));
            return;
        }
        QSaveFile out(file);
        bool fine =
            out.open(QIODevice::WriteOnly) && out.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        for (const ActivityEntry& entry : *entries)
            fine = fine && out.write(entryJson(entry) + '\n') > 0;
        if (!fine || !out.commit()) {
            m_notice->show(
                Card::Mood::Bad, tr("The file cannot be written: %1", "reason").arg(out.errorString()));
            return;
        }
        m_notice->show(Card::Mood::Good,
            tr("Exported %n write(s).", nullptr, static_cast<int>(entries->size())), plainText(file));
        Q_EMIT exported(file);
    });
}

} // namespace drover::ui
