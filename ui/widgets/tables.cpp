// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tables.h"

#include "style/theme.h"

#include <QEvent>
#include <QHeaderView>
#include <QTableView>

namespace drover::ui {

namespace {
//! Pages choose widths for what a column holds; its title may need more, above all in other languages. Fixed
//! widths are raised once, when the table comes into view: afterwards people's own count. The column that
//! takes what is left keeps room for its title; in a narrow window the table scrolls instead.
class TitleRoom final : public QObject {
public:
    explicit TitleRoom(QHeaderView* header)
        : QObject(header)
        , m_header(header)
    {
        header->installEventFilter(this);
    }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::Show && !m_raised && m_header->count() > 0) {
            m_raised = true;
            raise();
        }
        if (event->type() == QEvent::Show || event->type() == QEvent::Resize)
            stretch();
        return QObject::eventFilter(watched, event);
    }

private:
    void raise()
    {
        for (int section = 0; section < m_header->count(); ++section) {
            if (m_header->sectionResizeMode(section) == QHeaderView::Stretch)
                m_stretched = section;
            else if (m_header->sectionSize(section) < m_header->sectionSizeHint(section))
                m_header->resizeSection(section, m_header->sectionSizeHint(section));
        }
    }

    void stretch()
    {
        if (m_stretched < 0 || m_stretched >= m_header->count())
            return;
        const int room = m_header->width() - (m_header->length() - m_header->sectionSize(m_stretched));
        const int least = 2 * m_header->sectionSizeHint(m_stretched);
        if (room >= least) {
            m_header->setSectionResizeMode(m_stretched, QHeaderView::Stretch);
        } else {
            m_header->setSectionResizeMode(m_stretched, QHeaderView::Interactive);
            m_header->resizeSection(m_stretched, least);
        }
    }

    QHeaderView* m_header;
    int m_stretched = -1;
    bool m_raised = false;
};
} // namespace

void setUpTable(QTableView& table)
{
    table.setShowGrid(false);
    table.setAlternatingRowColors(false);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::ExtendedSelection);
    table.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setTabKeyNavigation(false);
    table.setWordWrap(false);
    table.verticalHeader()->hide();
    table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table.verticalHeader()->setMinimumSectionSize(8);
    table.verticalHeader()->setDefaultSectionSize(Theme::rowHeight(&table));
    QHeaderView* header = table.horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsClickable(false);
    header->setFont(Theme::scaled(0.9, true));
    header->setMinimumSectionSize(40);
    header->setFixedHeight(Theme::rowHeight(&table));
    new TitleRoom(header);
}

void setStale(QTableView& table, bool stale)
{
    if (table.property("stale").toBool() == stale)
        return;
    table.setProperty("stale", stale);
    table.viewport()->update();
}

} // namespace drover::ui
