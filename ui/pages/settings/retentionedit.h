// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/joboptions.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QSpinBox;

namespace drover::ui {

//! What to keep of finished jobs, in words: nothing said, none, all, the newest so many, those of so long,
//! both.
class RetentionEdit final : public QWidget {
    Q_OBJECT
public:
    //! `unset` is what nothing said means here.
    explicit RetentionEdit(const QString& unset, QWidget* parent = nullptr);

    [[nodiscard]] std::optional<KeepJobs> value() const;
    void setValue(const std::optional<KeepJobs>& keep);

Q_SIGNALS:
    //! By a person.
    void changed();

private:
    enum Way : int { Unset, None, All, Count, Age, CountAndAge };
    void showWay();

    QComboBox* m_way;
    QSpinBox* m_count;
    QSpinBox* m_age;
    QComboBox* m_unit; //!< data: seconds
    std::optional<qint64> m_limit; //!< not shown, kept
    bool m_isFilling = false;
};

} // namespace drover::ui
