// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/passwordedit.h"

#include "style/icons.h"

#include <QAction>

using namespace Qt::StringLiterals;

namespace drover::ui {

PasswordEdit::PasswordEdit(QWidget* parent)
    : QLineEdit(parent)
    , m_eye(addAction(icon(u"eye"_s), QLineEdit::TrailingPosition))
{
    m_eye->setCheckable(true);
    connect(m_eye, &QAction::toggled, this, &PasswordEdit::setShown);
    setShown(false);
}

void PasswordEdit::setPassword(const QByteArray& password)
{
    setText(QString::fromUtf8(password));
}

void PasswordEdit::hidePassword()
{
    m_eye->setChecked(false);
}

void PasswordEdit::setShown(bool shown)
{
    setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password);
    setInputMethodHints(
        Qt::ImhHiddenText | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase | Qt::ImhSensitiveData);
    m_eye->setIcon(icon(shown ? u"eye-off"_s : u"eye"_s));
    m_eye->setText(shown ? tr("Hide the password") : tr("Show the password"));
    m_eye->setToolTip(m_eye->text());
}

} // namespace drover::ui
