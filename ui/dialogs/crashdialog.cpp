// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/crashdialog.h"

#include "dialogs/dialogparts.h"
#include "style/theme.h"
#include "util/clipboard.h"
#include "util/plaintext.h"

#include <QDesktopServices>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

CrashDialog::CrashDialog(const QByteArray& report, const QString& file, QWidget* parent)
    : QDialog(parent)
    , m_text(new QPlainTextEdit(plainText(report, Lines::Multiple, report.size())))
{
    setWindowTitle(tr("Crash Report"));
    QVBoxLayout* layout = setUpDialog(*this, 92);
    layout->addWidget(wrapped(tr("This is all that Drover noted when it crashed: versions, where it was, and "
                                 "the last lines of its log. It holds no passwords and no job data, and it "
                                 "stays on this computer unless you pass it on.")));
    m_text->setReadOnly(true);
    m_text->setFont(Theme::monospace());
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setAccessibleName(tr("Crash report"));
    m_text->setMinimumHeight(20 * fontMetrics().height());
    layout->addWidget(m_text, 1);
    auto* where = new PlainLabel(plainText(file, Lines::Single, 300), PlainLabel::Tone::Muted);
    where->setTextInteractionFlags(Qt::TextSelectableByMouse);
    where->setWordWrap(true);
    layout->addWidget(where);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    m_copy = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
    auto* folder = buttons->addButton(tr("Open &Folder"), QDialogButtonBox::ActionRole);
    m_discard = buttons->addButton(tr("&Discard"), QDialogButtonBox::DestructiveRole);
    layout->addWidget(buttons);
    connect(m_copy, &QPushButton::clicked, this, [report] { copyText(report); });
    connect(folder, &QPushButton::clicked, this,
        [file] { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(file).absolutePath())); });
    connect(m_discard, &QPushButton::clicked, this, [this] {
        Q_EMIT discarded();
        accept();
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    buttons->button(QDialogButtonBox::Close)->setFocus();
}

} // namespace drover::ui
