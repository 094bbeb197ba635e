// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "util/logsource.h"

#include <QWidget>

class QAction;
class QComboBox;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace drover::ui {

class EmptyState;
class LogFilter;
class LogModel;
class NoticeBar;
class PlainLabel;

//! What the program says about itself: live, filtered, to copy and save. Follows the end until somebody
//! scrolls up, and again from the end on.
class LogPage final : public QWidget {
    Q_OBJECT
public:
    //! The source outlives the page.
    explicit LogPage(LogSource& source, QWidget* parent = nullptr);
    ~LogPage() override;

    //! The lines that the filter lets through, into a file.
    void saveTo(const QString& file);

    [[nodiscard]] QTableView* table() const { return m_table; }
    [[nodiscard]] QLineEdit* filterLine() const { return m_filterLine; }
    [[nodiscard]] QToolButton* patternButton() const { return m_pattern; }
    [[nodiscard]] QToolButton* followButton() const { return m_follow; }
    [[nodiscard]] QComboBox* severityBox() const { return m_severity; }
    [[nodiscard]] QComboBox* categoryBox() const { return m_category; }
    [[nodiscard]] QComboBox* levelBox() const { return m_level; }
    [[nodiscard]] QPushButton* clearButton() const { return m_clear; }
    [[nodiscard]] QString filterNote() const;

protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void build();
    void connectParts();
    void take();
    void learnCategories(const QList<LogRecord>& lines);
    void applyFilter();
    void updateBody();
    void setFollowing(bool follow);
    void copySelected();
    void chooseFile();

    LogSource& m_source;
    LogModel* m_model;
    LogFilter* m_filter;
    bool m_isMoving = false; //!< we scroll, not a person

    QLineEdit* m_filterLine;
    QToolButton* m_pattern;
    PlainLabel* m_filterNote;
    QComboBox* m_severity;
    QComboBox* m_category;
    QComboBox* m_level;
    QToolButton* m_follow;
    QPushButton* m_clear;
    QPushButton* m_save;
    NoticeBar* m_notice;
    QStackedWidget* m_body;
    QTableView* m_table;
    EmptyState* m_empty;
    QAction* m_copy;
};

} // namespace drover::ui
