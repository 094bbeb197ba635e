// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/licencesdialog.h"

#include "style/theme.h"
#include "widgets/plainlabel.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace drover::ui {

LicencesDialog::LicencesDialog(QWidget* parent)
    : QDialog(parent)
    , m_notices(notices())
    , m_names(new QListWidget)
    , m_title(new PlainLabel({}, PlainLabel::Tone::Strong))
    , m_purpose(new PlainLabel({}, PlainLabel::Tone::Muted))
    , m_text(new QPlainTextEdit)
{
    setWindowTitle(tr("Licences"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceL, spaceL, spaceL, spaceL);
    layout->setSpacing(spaceM);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(spaceM);
    m_names->setAccessibleName(tr("What Drover is made of"));
    for (const Notice& notice : std::as_const(m_notices)) {
        auto* item = new QListWidgetItem(notice.name, m_names);
        item->setSizeHint(QSize(0, Theme::rowHeight(m_names)));
    }
    int widest = 0;
    for (const Notice& notice : std::as_const(m_notices))
        widest = std::max(widest, m_names->fontMetrics().horizontalAdvance(notice.name));
    m_names->setFixedWidth(widest + 3 * spaceL);
    columns->addWidget(m_names);
    auto* right = new QVBoxLayout;
    right->setSpacing(spaceXs);
    right->addWidget(m_title);
    right->addWidget(m_purpose);
    m_text->setReadOnly(true);
    m_text->setFont(Theme::monospace());
    m_text->setAccessibleName(tr("Licence"));
    right->addSpacing(spaceXs);
    right->addWidget(m_text, 1);
    columns->addLayout(right, 1);
    layout->addLayout(columns, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    connect(m_names, &QListWidget::currentRowChanged, this, &LicencesDialog::showNotice);
    m_names->setCurrentRow(0);
    const int character = fontMetrics().averageCharWidth();
    resize(m_names->width() + 96 * character, 34 * fontMetrics().height());
}

void LicencesDialog::showNotice(int row)
{
    if (row < 0 || row >= m_notices.size())
        return;
    const Notice& notice = m_notices.at(row);
    m_title->setText(notice.name);
    m_purpose->setText(tr("%1 \u00b7 %2", "what it is for, its licence").arg(notice.purpose, notice.licence));
    m_text->setPlainText(notice.text);
}

} // namespace drover::ui
