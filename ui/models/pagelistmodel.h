// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "util/mood.h"

#include <QAbstractListModel>
#include <QList>
#include <QString>

namespace drover::ui {

//! Entries of the sidebar's list of pages: name, icon, and a few words that make one look ("2 warnings").
class PageListModel final : public QAbstractListModel {
    Q_OBJECT
public:
    struct Entry {
        QString id;
        QString title;
        QString icon;
        QString badge;
        Mood mood = Mood::Plain;

        bool operator==(const Entry&) const = default;
    };
    enum Role { IdRole = Qt::UserRole + 1, BadgeRole, MoodRole, IconNameRole };

    explicit PageListModel(QList<Entry> entries, QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

    void append(const Entry& entry);
    void setBadge(const QString& id, const QString& badge, Mood mood);
    [[nodiscard]] QModelIndex find(const QString& id) const;

private:
    QList<Entry> m_entries;
};

} // namespace drover::ui
