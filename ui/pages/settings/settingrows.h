// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "settings/settingsstore.h"

#include <QList>
#include <QWidget>

#include <functional>
#include <utility>

class QCheckBox;
class QComboBox;
class QVBoxLayout;

namespace drover::ui {

//! One section of the settings: a title, what it is about, rows of title, hint and control. Controls act at
//! once and follow the store when somebody else changes it.
class SettingRows final : public QWidget {
    Q_OBJECT
public:
    SettingRows(
        SettingsStore& settings, const QString& title, const QString& about, QWidget* parent = nullptr);

    using Choices = QList<std::pair<QJsonValue, QString>>;
    QComboBox* addChoice(
        const QString& key, const QString& title, const QString& hint, const Choices& choices);
    //! A whole number; `unit` stands behind it; shown divided by `factor` (ms as s). `zero` is the word for
    //! the smallest one.
    void addWhole(const QString& key, const QString& title, const QString& hint, const QString& unit,
        int factor = 1, const QString& zero = {});
    //! On or off.
    QCheckBox* addFlag(const QString& key, const QString& title, const QString& hint);
    //! A minute of the day, as a time.
    void addTime(const QString& key, const QString& title, const QString& hint);
    void addNumber(const QString& key, const QString& title, const QString& hint, double step, int decimals,
        bool asPercent = false);
    void addTexts(const QString& key, const QString& title, const QString& hint);
    //! A control that keeps its settings itself.
    void addRow(const QString& title, const QString& hint, QWidget* control);
    void addWide(QWidget* widget);
    void addHeading(const QString& text);
    //! A button that sets these back; enabled while one of them is not standard.
    void addReset(const QStringList& keys);

    [[nodiscard]] SettingsStore& settings() const { return m_settings; }

private:
    //! Calls `show` now and when the key changes.
    void follow(const QString& key, std::function<void()> show);

    SettingsStore& m_settings;
    QVBoxLayout* m_layout;
};

} // namespace drover::ui
