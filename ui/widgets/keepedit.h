// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/joboptions.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QSpinBox;

namespace drover::ui {

//! What to keep of finished jobs: nothing said, all, none, the newest so many, for so long.
class KeepEdit final : public QWidget {
    Q_OBJECT
public:
    //! `name` for screen readers; `unset` is what nothing said means here.
    explicit KeepEdit(const QString& name, const QString& unset = {}, QWidget* parent = nullptr);

    void setKeep(const std::optional<KeepJobs>& keep);
    [[nodiscard]] std::optional<KeepJobs> keep() const;
    //! The age can be read.
    [[nodiscard]] bool isSound() const;

Q_SIGNALS:
    //! By a person.
    void changed();

private:
    enum class Kind : quint8 { Unset, All, None, Count, Age, Both };
    [[nodiscard]] Kind kind() const;
    void updateParts();

    QComboBox* m_kind;
    QSpinBox* m_count;
    QLineEdit* m_age;
    std::optional<qint64> m_limit; //!< kept as it came
};

} // namespace drover::ui
