// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QDialog>

class QCheckBox;
class QPushButton;

namespace drover::ui {

//! Shows the fingerprint of a certificate that no authority vouches for. It is pinned only after a person has
//! said that they compared it; there is no way to ignore certificates in general.
class PinDialog final : public QDialog {
    Q_OBJECT
public:
    //! `refusal` is how the certificate of `host` was refused.
    PinDialog(const QString& host, const Error& refusal, QWidget* parent = nullptr);

    //! Somebody could vouch for this certificate by its fingerprint: it is in date, and only who signed it or
    //! what names are in it was at fault.
    [[nodiscard]] static bool canPin(const Error& refusal);
    //! SHA-256 of the certificate that was shown.
    [[nodiscard]] const QByteArray& fingerprint() const { return m_fingerprint; }

    [[nodiscard]] QCheckBox* comparedBox() const { return m_compared; }
    [[nodiscard]] QPushButton* pinButton() const { return m_pin; }

private:
    const QByteArray m_fingerprint;
    QCheckBox* m_compared;
    QPushButton* m_pin;
};

} // namespace drover::ui
