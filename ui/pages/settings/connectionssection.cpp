// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/settings/connectionssection.h"

#include "delegates/rowdelegate.h"
#include "redis/redisurl.h"
#include "session/connectiondesk.h"
#include "style/icons.h"
#include "style/theme.h"
#include "widgets/emptystate.h"
#include "widgets/noticebar.h"
#include "widgets/plainlabel.h"
#include "widgets/tables.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {

class ProfileDelegate final : public RowDelegate {
public:
    explicit ProfileDelegate(QObject* parent)
        : RowDelegate({.muted = ProfileModel::MutedRole}, parent)
    {
    }

protected:
    [[nodiscard]] QColor color(const QModelIndex& index) const override
    {
        if (index.column() != ProfileModel::EnvironmentColumn)
            return RowDelegate::color(index);
        const Tokens& tokens = Theme::tokens();
        switch (index.data(ProfileModel::EnvironmentRole).value<Environment>()) {
        case Environment::Production:
            return tokens.failed;
        case Environment::Staging:
            return tokens.delayed;
        case Environment::Development:
            return tokens.completed;
        case Environment::Unspecified:
            break;
        }
        return tokens.muted;
    }
};

} // namespace

ConnectionsSection::ConnectionsSection(ConnectionDesk& desk, QWidget* parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_table(new QTableView)
    , m_stack(new QStackedWidget)
    , m_empty(new EmptyState)
    , m_notice(new NoticeBar)
    , m_new(new QPushButton(tr("&New\u2026")))
    , m_edit(new QPushButton(tr("&Edit\u2026")))
    , m_duplicate(new QPushButton(tr("&Duplicate")))
    , m_forget(new QPushButton(tr("&Forget password")))
    , m_remove(new QPushButton(tr("&Remove\u2026")))
    , m_import(new QPushButton(tr("&Import\u2026")))
    , m_export(new QPushButton(tr("E&xport\u2026")))
    , m_up(new QPushButton)
    , m_down(new QPushButton)
{
    build();
    connect(m_new, &QPushButton::clicked, this, [this] { m_desk.newConnection(); });
    connect(m_empty, &EmptyState::actionTriggered, this, [this] { m_desk.newConnection(); });
    connect(m_edit, &QPushButton::clicked, this, [this] { m_desk.editConnection(chosen()); });
    connect(m_table, &QTableView::activated, this, [this] { m_desk.editConnection(chosen()); });
    connect(m_duplicate, &QPushButton::clicked, this, [this] { m_desk.duplicateConnection(chosen()); });
    connect(m_forget, &QPushButton::clicked, this, [this] { m_desk.forgetPassword(chosen()); });
    connect(m_remove, &QPushButton::clicked, this, [this] { m_desk.removeConnection(chosen()); });
    connect(m_import, &QPushButton::clicked, this, [this] { m_desk.porter().chooseImport(); });
    connect(m_export, &QPushButton::clicked, this, [this] { m_desk.porter().chooseExport(); });
    connect(m_up, &QPushButton::clicked, this, [this] { moveChosen(-1); });
    connect(m_down, &QPushButton::clicked, this, [this] { moveChosen(1); });
    connect(m_table, &QWidget::customContextMenuRequested, this, &ConnectionsSection::showMenu);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
        &ConnectionsSection::updateButtons);
    connect(&desk.profiles(), &ProfileStore::changed, this, &ConnectionsSection::update);
    connect(&desk, &ConnectionDesk::passwordsChanged, this, &ConnectionsSection::update);
    connect(&desk, &ConnectionDesk::said, this,
        [this](Card::Mood mood, const QString& sentence, const QString& remedy) {
            m_notice->show(mood, sentence, remedy);
        });
    update();
}

void ConnectionsSection::build()
{
    setUpTable(*m_table);
    m_table->setModel(&m_model);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setItemDelegate(new ProfileDelegate(m_table));
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setAccessibleName(tr("Saved connections"));
    QHeaderView* const header = m_table->horizontalHeader();
    const int character = fontMetrics().averageCharWidth();
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->resizeSection(ProfileModel::Name, character * 30);
    header->resizeSection(ProfileModel::EnvironmentColumn, character * 26);
    header->resizeSection(ProfileModel::Password, character * 26);
    header->setSectionResizeMode(ProfileModel::Address, QHeaderView::Stretch);
    m_empty->show(u"plug"_s, tr("No connection is saved"),
        tr("A saved connection keeps its address here and its password in the system\u2019s keychain."),
        tr("New connection\u2026"));
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    for (const auto& [button, name, tip] : {std::tuple(m_up, u"arrow-up"_s, tr("Move up")),
             std::tuple(m_down, u"arrow-down"_s, tr("Move down"))}) {
        button->setIcon(icon(name));
        button->setToolTip(tip);
        button->setAccessibleName(tip);
    }
    m_forget->setToolTip(tr("Take the password out of the keychain and of memory"));

    auto* title = new PlainLabel(tr("Connections"));
    title->setFont(Theme::scaled(1.35, true));
    m_import->setToolTip(
        tr("Connections that RedisInsight, Another Redis Desktop Manager or Drover has exported"));
    m_export->setToolTip(tr("All connections into a file, without passwords"));
    auto* top = new QHBoxLayout;
    top->setSpacing(spaceS);
    top->addWidget(title, 1);
    top->addWidget(m_import);
    top->addWidget(m_export);
    auto* about = new PlainLabel(
        tr("Passwords are kept by the system\u2019s keychain, in memory, or not at all; never in a file."),
        PlainLabel::Tone::Muted);
    about->setWordWrap(true);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(spaceS);
    for (QPushButton* button : {m_new, m_edit, m_duplicate, m_forget, m_remove})
        buttons->addWidget(button);
    buttons->addStretch(1);
    buttons->addWidget(m_up);
    buttons->addWidget(m_down);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceXl, spaceL, spaceXl, spaceXl);
    layout->setSpacing(spaceM);
    layout->addLayout(top);
    layout->addWidget(about);
    layout->addWidget(m_notice);
    layout->addWidget(m_stack, 1);
    layout->addLayout(buttons);
}

void ConnectionsSection::update()
{
    QList<ProfileRow> rows;
    for (const ConnectionProfile& profile : m_desk.profiles().profiles())
        rows.append({profile.id, profile.name, profile.folder, displayUrl(profile.options),
            m_desk.passwordPlace(profile), profile.environment, profile.isLocked(),
            m_desk.keepsPassword(profile)});
    m_model.apply(rows);
    m_stack->setCurrentIndex(rows.isEmpty() ? 1 : 0);
    m_export->setEnabled(!rows.isEmpty());
    updateButtons();
}

QString ConnectionsSection::chosen() const
{
    const QModelIndexList selected = m_table->selectionModel()->selectedRows();
    return selected.isEmpty() ? QString() : m_model.row(selected.first().row()).id;
}

void ConnectionsSection::updateButtons()
{
    const QModelIndexList selected = m_table->selectionModel()->selectedRows();
    const int at = selected.isEmpty() ? -1 : selected.first().row();
    for (QPushButton* button : {m_edit, m_duplicate, m_remove})
        button->setEnabled(at >= 0);
    m_forget->setEnabled(at >= 0 && m_model.row(at).hasStoredPassword);
    m_up->setEnabled(at > 0);
    m_down->setEnabled(at >= 0 && at + 1 < m_model.rowCount());
}

void ConnectionsSection::moveChosen(int by)
{
    const QModelIndexList selected = m_table->selectionModel()->selectedRows();
    if (!selected.isEmpty())
        m_desk.moveConnection(chosen(), selected.first().row() + by);
    updateButtons();
}

void ConnectionsSection::showMenu(const QPoint& position)
{
    if (!m_table->indexAt(position).isValid())
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (QPushButton* button : {m_edit, m_duplicate, m_forget, m_remove}) {
        QAction* const action = menu->addAction(button->text(), button, &QPushButton::click);
        action->setEnabled(button->isEnabled());
    }
    menu->popup(m_table->viewport()->mapToGlobal(position));
}

} // namespace drover::ui
