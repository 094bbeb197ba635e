// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/log/logpage.h"

#include "delegates/rowdelegate.h"
#include "models/logmodel.h"
#include "pages/log/logfilter.h"
#include "style/icons.h"
#include "style/theme.h"
#include "util/clipboard.h"
#include "util/plaintext.h"
#include "widgets/emptystate.h"
#include "widgets/noticebar.h"
#include "widgets/plainlabel.h"
#include "widgets/tables.h"

#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {
constexpr std::array severities{
    LogSeverity::Debug, LogSeverity::Info, LogSeverity::Warning, LogSeverity::Critical};

//! Level and message in the colour of the severity; the letter says the same without colour.
class LogDelegate final : public RowDelegate {
public:
    explicit LogDelegate(QObject* parent)
        : RowDelegate(
            {.muted = LogModel::MutedRole, .monospace = LogModel::MonospaceRole, .sample = -1}, parent)
    {
    }

protected:
    [[nodiscard]] QColor color(const QModelIndex& index) const override
    {
        const auto severity = static_cast<LogSeverity>(index.data(LogModel::SeverityRole).toInt());
        const bool speaks = index.column() == LogModel::Severity || index.column() == LogModel::Text;
        if (speaks && severity == LogSeverity::Critical)
            return Theme::tokens().failed;
        if (speaks && severity == LogSeverity::Warning)
            return Theme::tokens().delayed;
        if (index.column() == LogModel::Severity && severity == LogSeverity::Info)
            return Theme::tokens().active;
        return RowDelegate::color(index);
    }
};
} // namespace

LogPage::LogPage(LogSource& source, QWidget* parent)
    : QWidget(parent)
    , m_source(source)
    , m_model(new LogModel(source.capacity(), this))
    , m_filter(new LogFilter(this))
    , m_filterLine(new QLineEdit)
    , m_pattern(new QToolButton)
    , m_filterNote(new PlainLabel({}, PlainLabel::Tone::Error))
    , m_severity(new QComboBox)
    , m_category(new QComboBox)
    , m_level(new QComboBox)
    , m_follow(new QToolButton)
    , m_clear(new QPushButton(tr("Clear")))
    , m_save(new QPushButton(tr("Save\u2026")))
    , m_notice(new NoticeBar)
    , m_body(new QStackedWidget)
    , m_table(new QTableView)
    , m_empty(new EmptyState)
    , m_copy(new QAction(tr("&Copy"), this))
{
    m_filter->setSourceModel(m_model);
    build();
    connectParts();
    take();
}

LogPage::~LogPage() = default;

void LogPage::build()
{
    m_table->setModel(m_filter);
    m_table->setItemDelegate(new LogDelegate(m_table));
    setUpTable(*m_table);
    m_table->verticalHeader()->setDefaultSectionSize(qRound(fontMetrics().height() * 1.5));
    m_table->setAccessibleName(tr("Log lines"));
    const int character = fontMetrics().averageCharWidth();
    m_table->setColumnWidth(LogModel::Time, character * 17);
    m_table->setColumnWidth(LogModel::Severity, character * 6);
    m_table->setColumnWidth(LogModel::Category, character * 18);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_copy->setShortcut(QKeySequence::Copy);
    m_copy->setShortcutContext(Qt::WidgetShortcut);
    m_table->addAction(m_copy);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);

    m_filterLine->setPlaceholderText(tr("Filter"));
    m_filterLine->setAccessibleName(tr("Filter the log"));
    m_filterLine->setClearButtonEnabled(true);
    m_filterLine->addAction(icon(u"search"_s), QLineEdit::LeadingPosition);
    m_pattern->setText(u".*"_s);
    m_pattern->setCheckable(true);
    m_pattern->setProperty("framed", true);
    m_pattern->setToolTip(tr("Read the filter as a regular expression"));
    m_pattern->setAccessibleName(tr("Regular expression"));
    m_category->addItem(tr("All parts", "of the program"));
    m_category->setAccessibleName(tr("Part of the program"));
    for (const LogSeverity severity : severities) {
        m_severity->addItem(severity == LogSeverity::Debug
                ? tr("All levels")
                : tr("From %1", "level of log lines").arg(logSeverityWord(severity)));
        m_level->addItem(
            tr("Write %1", "from which level on lines are logged").arg(logSeverityWord(severity)));
    }
    m_severity->setAccessibleName(tr("Levels that are shown"));
    m_level->setAccessibleName(tr("Levels that are written"));
    m_level->setToolTip(tr("From which level on the program writes lines; for as long as it runs"));
    m_level->setCurrentIndex(static_cast<int>(m_source.level()));
    m_follow->setText(tr("Follow"));
    m_follow->setCheckable(true);
    m_follow->setChecked(true);
    m_follow->setProperty("framed", true);
    m_follow->setToolTip(tr("Stay at the newest line; scrolling up stops it"));
    m_clear->setToolTip(tr("Empty this view; the log itself stays"));

    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(spaceM, spaceM, spaceM, spaceS);
    bar->setSpacing(spaceS);
    bar->addWidget(new PlainLabel(tr("Log"), PlainLabel::Tone::Title));
    bar->addSpacing(spaceL);
    for (QWidget* part :
        std::initializer_list<QWidget*>{m_filterLine, m_pattern, m_severity, m_category, m_level})
        bar->addWidget(part, part == m_filterLine ? 1 : 0);
    for (QWidget* part : std::initializer_list<QWidget*>{m_follow, m_clear, m_save})
        bar->addWidget(part);
    m_filterNote->setContentsMargins(spaceM, 0, spaceM, spaceS);
    m_filterNote->hide();
    m_body->addWidget(m_table);
    m_body->addWidget(m_empty);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(m_filterNote);
    layout->addWidget(m_notice);
    layout->addWidget(m_body, 1);
}

void LogPage::connectParts()
{
    connect(&m_source, &LogSource::grown, this, [this] {
        if (isVisible())
            take();
    });
    connect(m_filterLine, &QLineEdit::textChanged, this, &LogPage::applyFilter);
    connect(m_pattern, &QToolButton::toggled, this, &LogPage::applyFilter);
    connect(m_severity, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_filter->setSeverity(severities.at(static_cast<size_t>(index)));
        updateBody();
    });
    connect(m_category, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_filter->setCategory(index == 0 ? QString() : m_category->itemText(index));
        updateBody();
    });
    connect(m_level, &QComboBox::activated, this,
        [this](int index) { m_source.setLevel(severities.at(static_cast<size_t>(index))); });
    connect(m_follow, &QToolButton::toggled, this, &LogPage::setFollowing);
    connect(m_clear, &QPushButton::clicked, this, [this] {
        m_model->clear();
        updateBody();
    });
    connect(m_save, &QPushButton::clicked, this, &LogPage::chooseFile);
    connect(m_copy, &QAction::triggered, this, &LogPage::copySelected);
    connect(m_empty, &EmptyState::actionTriggered, this, [this] {
        m_filterLine->clear();
        m_severity->setCurrentIndex(0);
        m_category->setCurrentIndex(0);
    });
    // A person who scrolls up wants to read; one who comes back to the end wants to go on.
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (!m_isMoving)
            m_follow->setChecked(value >= m_table->verticalScrollBar()->maximum());
    });
    // The view lays its rows out later than they come, and anew when it is resized.
    connect(m_table->verticalScrollBar(), &QScrollBar::rangeChanged, this, [this] {
        if (m_follow->isChecked())
            setFollowing(true);
    });
}

void LogPage::take()
{
    const QList<LogRecord> lines = m_source.lines(m_model->lastNumber());
    if (lines.isEmpty()) {
        updateBody();
        return;
    }
    m_isMoving = true; // rows that come and go move the scroll bar too
    learnCategories(lines);
    m_model->append(lines);
    updateBody();
    m_isMoving = false;
    if (m_follow->isChecked())
        setFollowing(true);
}

void LogPage::learnCategories(const QList<LogRecord>& lines)
{
    for (const LogRecord& line : lines) {
        const QString category = QString::fromUtf8(line.category);
        if (m_category->findText(category) < 0)
            m_category->addItem(category);
    }
}

void LogPage::setFollowing(bool follow)
{
    if (!follow)
        return;
    m_isMoving = true;
    m_table->scrollToBottom();
    m_isMoving = false;
}

void LogPage::applyFilter()
{
    const bool isFine = m_filter->setText(m_filterLine->text(), m_pattern->isChecked());
    m_filterNote->setText(
        isFine ? QString() : tr("Not a regular expression: %1", "reason").arg(m_filter->patternError()));
    m_filterNote->setVisible(!isFine);
    updateBody();
    if (m_follow->isChecked())
        setFollowing(true);
}

void LogPage::updateBody()
{
    if (m_filter->rowCount() > 0) {
        m_body->setCurrentWidget(m_table);
        return;
    }
    if (m_model->rowCount() == 0)
        m_empty->show(u"scroll-text"_s, tr("No lines yet"),
            tr("What Drover says about itself appears here, without secrets."));
    else
        m_empty->show(u"search"_s, tr("No line matches"),
            tr("None of the %n line(s) passes the filter.", nullptr, m_model->rowCount()),
            tr("Show all lines"));
    m_body->setCurrentWidget(m_empty);
}

void LogPage::copySelected()
{
    QModelIndexList rows = m_table->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end(),
        [](const QModelIndex& a, const QModelIndex& b) { return a.row() < b.row(); });
    QStringList lines;
    for (const QModelIndex& row : std::as_const(rows))
        lines.append(logLine(m_model->line(m_filter->mapToSource(row).row())));
    copyText(lines.join(u'\n').toUtf8());
}

void LogPage::chooseFile()
{
    auto* dialog = new QFileDialog(this, tr("Save the shown lines"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"log"_s);
    dialog->selectFile(u"drover-window.log"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &LogPage::saveTo);
    dialog->open();
}

void LogPage::saveTo(const QString& file)
{
    QSaveFile out(file);
    bool fine = out.open(QIODevice::WriteOnly) && out.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    const int rows = m_filter->rowCount();
    for (int row = 0; fine && row < rows; ++row) {
        const LogRecord& line = m_model->line(m_filter->mapToSource(m_filter->index(row, 0)).row());
        fine = out.write(logLine(line).toUtf8() + '\n') > 0;
    }
    if (!fine || !out.commit())
        m_notice->show(
            Card::Mood::Bad, tr("The file cannot be written: %1", "reason").arg(out.errorString()));
    else
        m_notice->show(Card::Mood::Good, tr("Saved %n line(s).", nullptr, rows), plainText(file));
}

QString LogPage::filterNote() const
{
    return m_filterNote->text();
}

void LogPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_level->setCurrentIndex(static_cast<int>(m_source.level()));
    take();
}

void LogPage::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_table->viewport()->update();
}

} // namespace drover::ui
