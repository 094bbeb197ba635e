// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>

namespace drover::ui {

//! Entries of the activity log by text and by their end; in the order of the log.
class ActivityFilter final : public QSortFilterProxyModel {
    Q_OBJECT
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    //! Every word must occur.
    void setText(const QString& text);
    void setOnlyFailed(bool onlyFailed);

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QStringList m_words;
    bool m_onlyFailed = false;
};

} // namespace drover::ui
