// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jobtable.h"

#include "delegates/rowdelegate.h"
#include "models/jobwindowmodel.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/formatting.h"
#include "util/layoutmemory.h"
#include "widgets/tables.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace drover::ui {

namespace {
QString memoryKey(JobState state)
{
    return u"jobs.%1.columns"_s.arg(stateName(state));
}
} // namespace

JobTable::JobTable(QWidget* parent)
    : QTableView(parent)
    , m_pill(new QPushButton(this))
{
    setUpTable(*this);
    setItemDelegate(new JobRowDelegate(this));
    setAccessibleName(tr("Jobs"));
    horizontalHeader()->setSectionsClickable(true);
    horizontalHeader()->setSectionsMovable(true);
    horizontalHeader()->setSortIndicatorShown(true);
    horizontalHeader()->setResizeContentsPrecision(0); // what is in sight decides, not the whole set
    horizontalHeader()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(horizontalHeader(), &QWidget::customContextMenuRequested, this, &JobTable::showHeaderMenu);
    m_settled.setSingleShot(true);
    m_settled.setInterval(15ms);
    connect(&m_settled, &QTimer::timeout, this, &JobTable::visibleRowsChanged);
    m_remember.setSingleShot(true);
    m_remember.setInterval(500ms);
    connect(&m_remember, &QTimer::timeout, this, &JobTable::rememberColumns);
    for (const auto signal : {&QHeaderView::sectionResized, &QHeaderView::sectionMoved})
        connect(horizontalHeader(), signal, this, [this] {
            if (isVisible())
                m_remember.start();
        });
    m_pill->setObjectName(u"newRows"_s);
    m_pill->setProperty("primary", true);
    m_pill->setIcon(icon(u"arrow-up"_s, true));
    m_pill->setCursor(Qt::PointingHandCursor);
    m_pill->setFocusPolicy(Qt::NoFocus);
    m_pill->hide();
    connect(m_pill, &QPushButton::clicked, this, [this] {
        scrollToTop();
        setNewRows(0);
    });
}

void JobTable::setJobModel(JobModel* model)
{
    if (model == m_jobs)
        return;
    if (m_jobs != nullptr)
        m_jobs->disconnect(this);
    m_jobs = model;
    QItemSelectionModel* before = selectionModel();
    setModel(model);
    delete before; // the view does not
    if (const auto* window = qobject_cast<JobWindowModel*>(model)) {
        connect(window, &JobWindowModel::aboutToApply, this, &JobTable::beginChange);
        connect(window, &JobWindowModel::applied, this, &JobTable::endChange);
    } else {
        connect(model, &QAbstractItemModel::rowsInserted, &m_settled, qOverload<>(&QTimer::start));
    }
    setNewRows(0);
    m_settled.start();
}

std::pair<int, int> JobTable::visibleRows() const
{
    if (model() == nullptr || model()->rowCount() == 0)
        return {0, -1};
    const int first = rowAt(0);
    const int last = rowAt(viewport()->height() - 1);
    return {first < 0 ? 0 : first, last < 0 ? model()->rowCount() - 1 : last};
}

bool JobTable::isAtTop() const
{
    return verticalScrollBar()->value() == verticalScrollBar()->minimum();
}

void JobTable::beginChange()
{
    m_inSight.clear();
    m_follows = isAtTop() && !viewport()->underMouse();
    const auto [first, last] = visibleRows();
    for (int row = first; row <= last; ++row)
        m_inSight.append({model()->index(row, 0), row, rowViewportPosition(row)});
}

void JobTable::endChange()
{
    chooseScrollMode();
    for (const InSight& seen : std::as_const(m_inSight)) {
        if (!seen.index.isValid())
            continue;
        const int moved = seen.index.row() - seen.row;
        if (moved == 0 || m_follows)
            break;
        // The bar must know of the new rows before it can point below them.
        updateGeometries();
        verticalScrollBar()->setValue(verticalScrollMode() == ScrollPerPixel
                ? seen.index.row() * rowHeight(seen.index.row()) - seen.y
                : verticalScrollBar()->value() + moved);
        if (moved > 0)
            setNewRows(m_newRows + moved);
        break;
    }
    m_inSight.clear();
    m_settled.start();
}

//! Pixels are counted in an int.
void JobTable::chooseScrollMode()
{
    const qint64 height = static_cast<qint64>(model()->rowCount()) * verticalHeader()->defaultSectionSize();
    setVerticalScrollMode(height < std::numeric_limits<int>::max() / 2 ? QAbstractItemView::ScrollPerPixel
                                                                       : QAbstractItemView::ScrollPerItem);
}

void JobTable::setNewRows(int rows)
{
    if (rows == m_newRows)
        return;
    m_newRows = rows;
    m_pill->setText(tr("%n new", "jobs that came above what is in sight", rows));
    m_pill->setToolTip(tr("Go to the newest jobs (Home)"));
    m_pill->setVisible(rows > 0);
    placePill();
}

void JobTable::placePill()
{
    m_pill->adjustSize();
    const QRect area = viewport()->geometry();
    m_pill->move(area.center().x() - m_pill->width() / 2, area.top() + spaceS);
    m_pill->raise();
}

void JobTable::scrollContentsBy(int dx, int dy)
{
    QTableView::scrollContentsBy(dx, dy);
    if (isAtTop())
        setNewRows(0);
    if (dy != 0)
        m_settled.start();
}

void JobTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    placePill();
    m_settled.start();
}

void JobTable::showEvent(QShowEvent* event)
{
    QTableView::showEvent(event);
    m_settled.start();
}

QList<std::pair<int, int>> JobTable::selectedRanges() const
{
    QList<std::pair<int, int>> ranges;
    if (selectionModel() == nullptr)
        return ranges;
    for (const QItemSelectionRange& range : selectionModel()->selection())
        ranges.append({range.top(), range.bottom()});
    std::sort(ranges.begin(), ranges.end());
    QList<std::pair<int, int>> joined;
    for (const auto& [first, last] : std::as_const(ranges)) {
        if (!joined.isEmpty() && first <= joined.last().second + 1)
            joined.last().second = std::max(joined.last().second, last);
        else
            joined.append({first, last});
    }
    return joined;
}

int JobTable::selectedCount() const
{
    int count = 0;
    for (const auto& [first, last] : selectedRanges())
        count += last - first + 1;
    return count;
}

void JobTable::showRow(int row)
{
    if (row < 0 || row >= model()->rowCount())
        return;
    const QModelIndex index = model()->index(row, horizontalHeader()->logicalIndex(0));
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    scrollTo(index, QAbstractItemView::PositionAtCenter);
}

void JobTable::selectAll()
{
    QItemSelection rows;
    const int end = model()->rowCount();
    const int lastColumn = model()->columnCount() - 1;
    if (const auto* window = qobject_cast<JobWindowModel*>(m_jobs)) {
        for (const RowRange& range : window->heldRanges())
            rows.select(model()->index(static_cast<int>(range.first), 0),
                model()->index(static_cast<int>(range.last), lastColumn));
    } else if (end > 0) {
        rows.select(model()->index(0, 0), model()->index(end - 1, lastColumn));
    }
    selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    Q_EMIT selectedAll();
}

void JobTable::keyPressEvent(QKeyEvent* event)
{
    const bool plain = event->modifiers() == Qt::NoModifier;
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if ((plain && event->key() == Qt::Key_R) || (enter && event->modifiers() == Qt::ControlModifier))
        Q_EMIT verbPressed(JobVerb::Retry);
    else if (plain && event->key() == Qt::Key_P)
        Q_EMIT verbPressed(JobVerb::Promote);
    else if (event->matches(QKeySequence::Delete))
        Q_EMIT verbPressed(JobVerb::Remove);
    else if (event->matches(QKeySequence::Copy))
        Q_EMIT copyPressed(false);
    else if (event->key() == Qt::Key_C && event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier))
        Q_EMIT copyPressed(true);
    else if (plain && enter)
        Q_EMIT openPressed();
    else
        QTableView::keyPressEvent(event);
}

void JobTable::setUpColumns(JobState state, LayoutMemory* memory)
{
    if (m_remember.isActive())
        rememberColumns(); // of the state before
    m_state = state;
    m_memory = memory;
    const QByteArray kept = memory != nullptr ? memory->state(memoryKey(state)) : QByteArray();
    if (kept.isEmpty() || !horizontalHeader()->restoreState(kept))
        applyUsualColumns();
    // What a state cannot have never shows, whatever was kept.
    for (int column = 0; column < JobColumns::FixedCount; ++column) {
        if (!JobColumns::isPossible(column, state))
            horizontalHeader()->setSectionHidden(column, true);
    }
    m_remember.stop();
}

void JobTable::applyUsualColumns()
{
    QHeaderView* header = horizontalHeader();
    const int character = fontMetrics().averageCharWidth();
    const int wide = JobColumns::wideColumn(m_state);
    for (int column = 0; column < header->count(); ++column) {
        header->moveSection(header->visualIndex(column), column);
        header->setSectionHidden(column, !JobColumns::isUsual(column, m_state));
        header->setSectionResizeMode(
            column, column == wide ? QHeaderView::Stretch : QHeaderView::Interactive);
        if (column != wide)
            header->resizeSection(column, JobColumns::usualWidth(column) * character);
    }
}

void JobTable::rememberColumns()
{
    m_remember.stop();
    if (m_memory != nullptr)
        m_memory->keep(memoryKey(m_state), horizontalHeader()->saveState());
}

void JobTable::showHeaderMenu(const QPoint& at)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addColumnActions(*menu);
    menu->addSeparator();
    menu->addAction(tr("Column from the data\u2026"), this, &JobTable::pathColumnWanted);
    const int column = horizontalHeader()->logicalIndexAt(at);
    if (column >= JobColumns::FixedCount)
        menu->addAction(
            tr("Remove this column"), this, [this, column] { Q_EMIT pathColumnUnwanted(column); });
    menu->addSeparator();
    menu->addAction(tr("Usual columns"), this, [this] {
        applyUsualColumns();
        rememberColumns();
    });
    menu->popup(horizontalHeader()->mapToGlobal(at));
}

void JobTable::addColumnActions(QMenu& menu)
{
    for (int column = 0; column < horizontalHeader()->count(); ++column) {
        if (!JobColumns::isPossible(column, m_state))
            continue;
        QString title = m_jobs->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        QAction* action = menu.addAction(title.replace(u'&', u"&&"_s));
        action->setCheckable(true);
        action->setChecked(!horizontalHeader()->isSectionHidden(column));
        action->setEnabled(column != JobColumns::Id); // every row needs a name
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            horizontalHeader()->setSectionHidden(column, !shown);
            rememberColumns();
        });
    }
}

} // namespace drover::ui
