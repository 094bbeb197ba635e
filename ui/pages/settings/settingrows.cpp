// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/settings/settingrows.h"

#include "style/theme.h"
#include "widgets/plainlabel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QTimeEdit>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

SettingRows::SettingRows(SettingsStore& settings, const QString& title, const QString& about, QWidget* parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(spaceXl, spaceL, spaceXl, spaceXl);
    m_layout->setSpacing(spaceM);
    auto* heading = new PlainLabel(title);
    heading->setFont(Theme::scaled(1.35, true));
    m_layout->addWidget(heading);
    auto* text = new PlainLabel(about, PlainLabel::Tone::Muted);
    text->setWordWrap(true);
    text->setVisible(!about.isEmpty());
    m_layout->addWidget(text);
    m_layout->addSpacing(spaceXs);
    m_layout->addStretch(1);
}

void SettingRows::addWide(QWidget* widget)
{
    m_layout->insertWidget(m_layout->count() - 1, widget);
}

void SettingRows::addHeading(const QString& text)
{
    auto* heading = new PlainLabel(text, PlainLabel::Tone::Title);
    heading->setContentsMargins(0, spaceM, 0, 0);
    addWide(heading);
}

void SettingRows::addRow(const QString& title, const QString& hint, QWidget* control)
{
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceXl);
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    auto* label = new PlainLabel(title);
    label->setBuddy(control);
    label->setWordWrap(true);
    words->addWidget(label);
    auto* note = new PlainLabel(hint, PlainLabel::Tone::Muted);
    note->setFont(Theme::scaled(0.92));
    note->setWordWrap(true);
    note->setVisible(!hint.isEmpty());
    words->addWidget(note);
    words->addStretch(1);
    layout->addLayout(words, 3);
    auto* holder = new QVBoxLayout;
    holder->addWidget(control);
    holder->addStretch(1);
    layout->addLayout(holder, 2);
    QString name = title;
    control->setAccessibleName(name.remove(u'&'));
    control->setAccessibleDescription(hint);
    addWide(row);
}

void SettingRows::follow(const QString& key, std::function<void()> show)
{
    show();
    connect(
        &m_settings, &SettingsStore::changed, this, [key, show = std::move(show)](const QString& changed) {
            if (changed == key)
                show();
        });
}

QComboBox* SettingRows::addChoice(
    const QString& key, const QString& title, const QString& hint, const Choices& choices)
{
    auto* box = new QComboBox;
    for (const auto& [value, text] : choices)
        box->addItem(text, value.toVariant());
    addRow(title, hint, box);
    follow(key, [this, key, box] {
        const QSignalBlocker quiet(box);
        const QJsonValue value = m_settings.value(key);
        int at = -1;
        for (int i = 0; i < box->count() && at < 0; ++i) {
            if (QJsonValue::fromVariant(box->itemData(i)) == value)
                at = i;
        }
        box->setCurrentIndex(at); // none where the file holds a value of a person's own
        box->setPlaceholderText(at < 0 ? value.toVariant().toString() : QString());
    });
    connect(box, &QComboBox::activated, this,
        [this, key, box] { m_settings.set(key, QJsonValue::fromVariant(box->currentData())); });
    return box;
}

void SettingRows::addWhole(const QString& key, const QString& title, const QString& hint, const QString& unit,
    int factor, const QString& zero)
{
    const SettingSpec* const spec = settingSpec(key);
    auto* box = new QSpinBox;
    box->setRange(static_cast<int>(spec->least) / factor, static_cast<int>(spec->most) / factor);
    box->setSuffix(unit.isEmpty() ? QString() : QString(u' ' + unit));
    box->setSpecialValueText(zero);
    box->setGroupSeparatorShown(true);
    box->setKeyboardTracking(false); // 30 is not 3 first
    addRow(title, hint, box);
    follow(key, [this, key, box, factor] {
        const QSignalBlocker quiet(box);
        box->setValue(m_settings.whole(key) / factor);
    });
    connect(box, &QSpinBox::valueChanged, this,
        [this, key, factor](int value) { m_settings.set(key, value * factor); });
}

QCheckBox* SettingRows::addFlag(const QString& key, const QString& title, const QString& hint)
{
    auto* box = new QCheckBox;
    addRow(title, hint, box);
    follow(key, [this, key, box] {
        const QSignalBlocker quiet(box);
        box->setChecked(m_settings.value(key).toBool());
    });
    connect(box, &QCheckBox::toggled, this, [this, key](bool isOn) { m_settings.set(key, isOn); });
    return box;
}

void SettingRows::addTime(const QString& key, const QString& title, const QString& hint)
{
    auto* edit = new QTimeEdit;
    edit->setDisplayFormat(locale().timeFormat(QLocale::ShortFormat).remove(u":ss"_s));
    edit->setKeyboardTracking(false);
    addRow(title, hint, edit);
    follow(key, [this, key, edit] {
        const QSignalBlocker quiet(edit);
        edit->setTime(QTime(0, 0).addSecs(m_settings.whole(key) * 60));
    });
    connect(edit, &QTimeEdit::timeChanged, this,
        [this, key](QTime time) { m_settings.set(key, time.hour() * 60 + time.minute()); });
}

void SettingRows::addNumber(
    const QString& key, const QString& title, const QString& hint, double step, int decimals, bool asPercent)
{
    const SettingSpec* const spec = settingSpec(key);
    const double factor = asPercent ? 100 : 1;
    auto* box = new QDoubleSpinBox;
    box->setDecimals(decimals);
    box->setKeyboardTracking(false);
    box->setRange(spec->least * factor, spec->most * factor);
    box->setSingleStep(step);
    box->setSuffix(asPercent ? u" %"_s : QString());
    addRow(title, hint, box);
    follow(key, [this, key, box, factor] {
        const QSignalBlocker quiet(box);
        box->setValue(m_settings.number(key) * factor);
    });
    connect(box, &QDoubleSpinBox::valueChanged, this,
        [this, key, factor](double value) { m_settings.set(key, value / factor); });
}

void SettingRows::addTexts(const QString& key, const QString& title, const QString& hint)
{
    auto* edit = new QLineEdit;
    addRow(title, hint, edit);
    follow(key, [this, key, edit] {
        if (!edit->hasFocus())
            edit->setText(m_settings.texts(key).join(u", "_s));
    });
    connect(edit, &QLineEdit::editingFinished, edit, [settings = &m_settings, key, edit] {
        QJsonArray texts;
        const QStringList parts = edit->text().split(u',', Qt::SkipEmptyParts);
        for (const QString& part : parts) {
            if (!part.trimmed().isEmpty())
                texts.append(part.trimmed());
        }
        settings->set(key, texts);
    });
}

void SettingRows::addReset(const QStringList& keys)
{
    auto* button = new QPushButton(tr("Set back to the defaults"));
    auto* holder = new QWidget;
    auto* layout = new QHBoxLayout(holder);
    layout->setContentsMargins(0, spaceS, 0, 0);
    layout->addWidget(button);
    layout->addStretch(1);
    addWide(holder);
    const auto update = [this, keys, button] {
        button->setEnabled(
            !std::ranges::all_of(keys, [this](const QString& key) { return m_settings.isStandard(key); }));
    };
    update();
    connect(&m_settings, &SettingsStore::changed, this, update);
    connect(button, &QPushButton::clicked, this, [this, keys] {
        for (const QString& key : keys)
            m_settings.reset(key);
    });
}

} // namespace drover::ui
