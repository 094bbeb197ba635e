// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "util/logsource.h"

#include <QRegularExpression>
#include <QSortFilterProxyModel>

namespace drover::ui {

//! Log lines by severity, part of the program, and text or pattern; in the order in which they were written.
class LogFilter final : public QSortFilterProxyModel {
    Q_OBJECT
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setSeverity(LogSeverity least);
    //! Empty = all.
    void setCategory(const QString& category);
    //! False: the pattern is none, the filter stays as it was; patternError() says why.
    bool setText(const QString& text, bool isPattern);
    [[nodiscard]] const QString& patternError() const { return m_error; }

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    LogSeverity m_least = LogSeverity::Debug;
    QString m_category;
    QString m_text;
    QRegularExpression m_pattern;
    QString m_error;
};

} // namespace drover::ui
