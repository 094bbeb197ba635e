// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/exportdialog.h"

#include "dialogs/dialogparts.h"
#include "queue/jobexport.h"
#include "session/actionrequests.h"
#include "style/theme.h"
#include "util/actionwords.h"
#include "util/plaintext.h"
#include "util/planwords.h"
#include "util/words.h"
#include "widgets/formrow.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
QString ending(ExportFormat format)
{
    return format == ExportFormat::Csv ? u"csv"_s : u"jsonl"_s;
}

QString suggestedFile(const JobSelection& selection)
{
    static const QRegularExpression odd(u"[^A-Za-z0-9._-]+"_s);
    QString name = QString::fromUtf8(selection.queue.name) + u'-' + stateName(selection.state);
    name.replace(odd, u"_"_s);
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    return QDir(QFileInfo(folder).isDir() ? folder : QDir::homePath()).filePath(name.left(120) + u".jsonl"_s);
}
} // namespace

ExportDialog::ExportDialog(const JobSelection& selection, QWidget* parent)
    : QDialog(parent)
    , m_selection(selection)
{
    setWindowTitle(tr("Export jobs"));
    QVBoxLayout* layout = setUpDialog(*this, 76);
    const QString queue = plainText(selection.queue.name, Lines::Single, 60);
    layout->addWidget(wrapped(selection.kind == JobSelection::Kind::Jobs
            ? tr("Export %Ln job(s) of %1", "%1 is a queue", asInt(selection.ids.size())).arg(queue)
            : tr("Export all %1 jobs of %2", "state, queue").arg(stateWord(selection.state).toLower(), queue),
        PlainLabel::Tone::Title));
    if (const QStringList narrowed = selectionWords(selection); !narrowed.isEmpty())
        layout->addWidget(factsCard(narrowed));
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(spaceM);
    form->setVerticalSpacing(spaceS);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_format = new QComboBox;
    m_format->addItem(tr("JSON lines: every digit kept"), static_cast<int>(ExportFormat::JsonLines));
    m_format->addItem(tr("CSV: for spreadsheets"), static_cast<int>(ExportFormat::Csv));
    m_format->setAccessibleName(tr("Format"));
    form->addRow(tr("&Format"), m_format);
    m_columns = new QLineEdit;
    m_columns->setAccessibleName(tr("Columns"));
    m_columns->setPlaceholderText(QString::fromUtf8(exportColumns().join(", ")));
    m_columns->setToolTip(
        tr("Separated by commas; data.user.id takes a part of the data. Empty: all columns"));
    form->addRow(tr("&Columns"), m_columns);
    m_file = new QLineEdit(suggestedFile(selection));
    m_file->setAccessibleName(tr("File"));
    auto* browse = new QToolButton;
    browse->setProperty("framed", true);
    browse->setText(tr("Browse\u2026"));
    auto* line = new QHBoxLayout;
    line->setSpacing(spaceS);
    line->addWidget(m_file, 1);
    line->addWidget(browse);
    addRow(*form, tr("F&ile"), *m_file, *line);
    layout->addLayout(form);
    m_verdict = wrapped({}, PlainLabel::Tone::Error);
    layout->addWidget(m_verdict);
    auto* buttons = new QDialogButtonBox;
    m_export = buttons->addButton(tr("Export"), QDialogButtonBox::AcceptRole);
    m_export->setProperty("primary", true);
    m_export->setDefault(true);
    buttons->addButton(QDialogButtonBox::Cancel);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    connect(browse, &QToolButton::clicked, this, &ExportDialog::browse);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportDialog::onFormat);
    connect(m_columns, &QLineEdit::textChanged, this, &ExportDialog::check);
    connect(m_file, &QLineEdit::textChanged, this, &ExportDialog::check);
    onFormat();
    m_file->setFocus();
}

ExportFormat ExportDialog::format() const
{
    return static_cast<ExportFormat>(m_format->currentData().toInt());
}

QByteArrayList ExportDialog::columns() const
{
    QByteArrayList columns;
    if (format() != ExportFormat::Csv)
        return columns;
    for (const QString& column : m_columns->text().split(u',', Qt::SkipEmptyParts)) {
        if (const QString name = column.trimmed(); !name.isEmpty())
            columns.append(name.toUtf8());
    }
    return columns;
}

ActionRequest ExportDialog::request() const
{
    ActionRequest request = requestFor(ActionVerb::Export, m_selection);
    request.format = format();
    request.columns = columns();
    request.file = m_file->text().trimmed();
    return request;
}

void ExportDialog::onFormat()
{
    m_columns->setEnabled(format() == ExportFormat::Csv);
    const QFileInfo file(m_file->text());
    if (file.suffix() == "csv"_L1 || file.suffix() == "jsonl"_L1)
        m_file->setText(m_file->text().chopped(file.suffix().size()) + ending(format()));
    check();
}

QString ExportDialog::complaint() const
{
    const QString file = m_file->text().trimmed();
    if (file.isEmpty())
        return tr("Into which file?");
    const QFileInfo info(file);
    if (info.isDir())
        return tr("This is a folder: add the name of a file.");
    if (!info.absoluteDir().exists())
        return tr("There is no folder %1.", "%1 is a path").arg(plainText(info.absolutePath()));
    if (const Status sound = checkColumns(columns()); !sound)
        return errorWords(sound.error()).sentence;
    return {};
}

void ExportDialog::check()
{
    const QString wrong = complaint();
    const bool there = wrong.isEmpty() && QFileInfo::exists(m_file->text().trimmed());
    m_verdict->setTone(there ? PlainLabel::Tone::Muted : PlainLabel::Tone::Error);
    m_verdict->setText(there ? tr("The file is there already and will be replaced.") : wrong);
    m_export->setEnabled(wrong.isEmpty());
}

void ExportDialog::browse()
{
    auto* dialog = new QFileDialog(this, tr("Export into"), m_file->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->setDefaultSuffix(ending(format()));
    dialog->selectFile(m_file->text());
    connect(dialog, &QFileDialog::fileSelected, m_file, &QLineEdit::setText);
    dialog->open();
}

} // namespace drover::ui
