// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/keepedit.h"

#include "core/duration.h"
#include "style/theme.h"
#include "util/durationtext.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>

#include <limits>

using namespace std::chrono_literals;

namespace drover::ui {

KeepEdit::KeepEdit(const QString& name, const QString& unset, QWidget* parent)
    : QWidget(parent)
    , m_kind(new QComboBox)
    , m_count(new QSpinBox)
    , m_age(new QLineEdit)
{
    setFocusProxy(m_kind);
    m_kind->setAccessibleName(name);
    const auto add = [this](
                         Kind kind, const QString& text) { m_kind->addItem(text, static_cast<int>(kind)); };
    add(Kind::Unset, unset.isEmpty() ? tr("Not set", "what to keep of finished jobs") : unset);
    add(Kind::All, tr("Keep all", "finished jobs"));
    add(Kind::None, tr("Remove at once", "finished jobs"));
    add(Kind::Count, tr("Keep the newest", "finished jobs; a number follows"));
    add(Kind::Age, tr("Keep for", "finished jobs; a duration follows"));
    add(Kind::Both, tr("Keep the newest, for", "finished jobs; a number and a duration follow"));
    m_count->setRange(1, std::numeric_limits<int>::max());
    m_count->setValue(1000);
    m_count->setGroupSeparatorShown(true);
    m_count->setAccessibleName(tr("%1: how many", "%1 names an option").arg(name));
    m_age->setText(QStringLiteral("7d"));
    m_age->setPlaceholderText(tr("30s, 5m, 2h, 7d"));
    m_age->setAccessibleName(tr("%1: for how long", "%1 names an option").arg(name));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceS);
    layout->addWidget(m_kind, 2);
    layout->addWidget(m_count, 1);
    layout->addWidget(m_age, 1);
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this] {
        updateParts();
        Q_EMIT changed();
    });
    connect(m_count, &QSpinBox::valueChanged, this, &KeepEdit::changed);
    connect(m_age, &QLineEdit::textChanged, this, &KeepEdit::changed);
    updateParts();
}

KeepEdit::Kind KeepEdit::kind() const
{
    return static_cast<Kind>(m_kind->currentData().toInt());
}

void KeepEdit::updateParts()
{
    m_count->setVisible(kind() == Kind::Count || kind() == Kind::Both);
    m_age->setVisible(kind() == Kind::Age || kind() == Kind::Both);
}

void KeepEdit::setKeep(const std::optional<KeepJobs>& keep)
{
    if (isSound() && this->keep() == keep)
        return; // what somebody types stays as it was typed
    const QSignalBlocker quiet(this);
    Kind kind = Kind::Unset;
    m_limit = keep ? keep->limit : std::nullopt;
    if (keep) {
        const bool counts = keep->count && *keep->count > 0;
        kind = keep->age       ? (counts ? Kind::Both : Kind::Age)
            : counts           ? Kind::Count
            : keep->count == 0 ? Kind::None
                               : Kind::All;
        if (counts)
            m_count->setValue(
                static_cast<int>(std::min<qint64>(*keep->count, std::numeric_limits<int>::max())));
        if (keep->age)
            m_age->setText(durationText(std::chrono::seconds(*keep->age)));
    }
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(kind)));
    updateParts();
}

bool KeepEdit::isSound() const
{
    return !m_age->isVisibleTo(this) || parseDuration(m_age->text(), 1s).has_value();
}

std::optional<KeepJobs> KeepEdit::keep() const
{
    KeepJobs keep;
    keep.limit = m_limit;
    const auto age = parseDuration(m_age->text(), 1s);
    switch (kind()) {
    case Kind::Unset:
        return std::nullopt;
    case Kind::All:
        return KeepJobs{.count = -1, .age = {}, .limit = {}};
    case Kind::None:
        return KeepJobs{.count = 0, .age = {}, .limit = {}};
    case Kind::Both:
        keep.count = m_count->value();
        [[fallthrough]];
    case Kind::Age:
        keep.age = std::chrono::duration_cast<std::chrono::seconds>(age.value_or(0ms)).count();
        return keep;
    case Kind::Count:
        keep.count = m_count->value();
        return keep;
    }
    return std::nullopt;
}

} // namespace drover::ui
