// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/importdialog.h"

#include "dialogs/dialogparts.h"
#include "redis/redisurl.h"
#include "util/importwords.h"
#include "util/plaintext.h"
#include "widgets/tables.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {

enum Column : int { Name, Address, Result, ColumnCount };

QTableWidgetItem* cell(const QString& text)
{
    auto* item = new QTableWidgetItem(text);
    item->setFlags(Qt::ItemIsSelectable | Qt::ItemIsEnabled);
    item->setToolTip(toolTipText(text));
    return item;
}

} // namespace

ImportDialog::ImportDialog(ImportPlan plan, QWidget* parent)
    : QDialog(parent)
    , m_plan(std::move(plan))
    , m_table(new QTableWidget)
{
    setWindowTitle(tr("Import connections"));
    QVBoxLayout* layout = setUpDialog(*this, 110);
    const auto all = static_cast<int>(m_plan.connections.size());
    layout->addWidget(wrapped(
        tr("%n connection(s) of %1", "in a file; %1 is a program", all).arg(importSourceWords(m_plan.source)),
        PlainLabel::Tone::Title));
    fill();
    layout->addWidget(m_table, 1);
    if (const int passwords = m_plan.passwords(); passwords > 0) {
        m_passwords =
            new QCheckBox(tr("Move %n password(s) of the file to the &keychain", nullptr, passwords));
        layout->addWidget(m_passwords);
        layout->addWidget(wrapped(tr("Otherwise they stay in the file, and Drover asks for them when it "
                                     "connects. They are never written to a file."),
            PlainLabel::Tone::Muted));
    }
    auto* buttons = new QDialogButtonBox;
    m_import = buttons->addButton(tr("&Import"), QDialogButtonBox::AcceptRole);
    m_import->setProperty("primary", true);
    m_import->setDefault(true);
    buttons->addButton(QDialogButtonBox::Cancel);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    connect(m_table, &QTableWidget::itemChanged, this, &ImportDialog::update);
    update();
    resize(fontMetrics().averageCharWidth() * 130, fontMetrics().height() * 30);
}

void ImportDialog::fill()
{
    m_table->setColumnCount(ColumnCount);
    m_table->setHorizontalHeaderLabels({tr("Connection"), tr("Address"), tr("What becomes of it")});
    m_table->setRowCount(static_cast<int>(m_plan.connections.size()));
    setUpTable(*m_table);
    m_table->setAccessibleName(tr("Connections of the file"));
    QHeaderView* const header = m_table->horizontalHeader();
    const int character = fontMetrics().averageCharWidth();
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->resizeSection(Name, character * 28);
    header->resizeSection(Address, character * 40);
    header->setSectionResizeMode(Result, QHeaderView::Stretch);
    int row = 0;
    for (const ImportedConnection& one : m_plan.connections) {
        QTableWidgetItem* const name = cell(plainText(one.profile.name, Lines::Single, 60));
        if (one.canBeMade()) {
            name->setFlags(name->flags() | Qt::ItemIsUserCheckable);
            name->setCheckState(Qt::Checked);
        }
        const QString result = importResultWords(one);
        m_table->setItem(row, Name, name);
        m_table->setItem(row, Address, cell(plainText(displayUrl(one.profile.options), Lines::Single, 200)));
        m_table->setItem(row, Result, cell(result.isEmpty() ? tr("Will be saved.") : result));
        if (!one.canBeMade()) {
            for (int column = 0; column < ColumnCount; ++column)
                m_table->item(row, column)->setFlags(Qt::ItemIsSelectable);
        }
        ++row;
    }
}

std::vector<ImportedConnection> ImportDialog::chosen() const
{
    std::vector<ImportedConnection> chosen;
    for (size_t i = 0; i < m_plan.connections.size(); ++i) {
        const ImportedConnection& one = m_plan.connections.at(i);
        if (one.canBeMade() && m_table->item(static_cast<int>(i), Name)->checkState() == Qt::Checked)
            chosen.push_back(one);
    }
    return chosen;
}

bool ImportDialog::movesPasswords() const
{
    return m_passwords && m_passwords->isChecked();
}

void ImportDialog::update()
{
    const auto count = static_cast<int>(chosen().size());
    m_import->setEnabled(count > 0);
    m_import->setText(count > 0 ? tr("&Import %n connection(s)", nullptr, count) : tr("&Import"));
}

} // namespace drover::ui
