// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/connectionform.h"

#include "style/icons.h"
#include "style/theme.h"
#include "util/connectionwords.h"
#include "widgets/formgrid.h"
#include "widgets/passwordedit.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {

QIcon environmentIcon(Environment environment, int size)
{
    const Tokens& tokens = Theme::tokens();
    const QColor color = environment == Environment::Production ? tokens.failed
        : environment == Environment::Staging                   ? tokens.delayed
        : environment == Environment::Development               ? tokens.completed
                                                                : tokens.waiting;
    QPixmap pixmap(size * 2, size * 2);
    pixmap.setDevicePixelRatio(2);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    const double gap = size * 0.2;
    painter.drawEllipse(QRectF(gap, gap, size - 2 * gap, size - 2 * gap));
    return QIcon(pixmap);
}

QLineEdit* line(const QString& placeholder = {})
{
    auto* edit = new QLineEdit;
    edit->setPlaceholderText(placeholder);
    return edit;
}

} // namespace

void ConnectionForm::build()
{
    m_grid = new FormGrid;
    m_grid->setContentsMargins(0, 0, spaceS, 0);
    m_url = line(u"redis://user@host:6379/0"_s);
    m_url->setFont(Theme::monospace());
    m_url->setClearButtonEnabled(true);
    m_grid->addField(tr("&URL"), m_url, tr("Paste a URL, or the lines of an .env file about Redis."));
    m_name = line(tr("As you call it"));
    m_grid->addField(tr("&Name"), m_name);
    m_environment = new QComboBox;
    for (const Environment environment :
        {Environment::Unspecified, Environment::Development, Environment::Staging, Environment::Production})
        m_environment->addItem(environmentIcon(environment, fontMetrics().height()),
            environmentWords(environment), QVariant::fromValue(environment));
    m_grid->addField(tr("&Environment"), m_environment);
    m_readOnly = new QCheckBox(tr("&Read-only"));
    m_grid->addField({}, m_readOnly);
    buildServer();
    buildLogin();
    buildTls();
    buildMore();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_grid);
    layout->addStretch(1);
}

void ConnectionForm::buildServer()
{
    m_grid->addHeading(tr("Server"));
    m_kind = new QComboBox;
    m_kind->addItem(tr("Host and port"));
    m_kind->addItem(tr("Unix socket"));
    m_grid->addField(tr("&By"), m_kind);
    m_host = line(u"127.0.0.1"_s);
    m_port = new QSpinBox;
    m_port->setRange(1, 65535);
    m_port->setGroupSeparatorShown(false);
    m_port->setAccessibleName(tr("Port"));
    m_grid->addFields(tr("&Host, port"), {m_host, m_port});
    m_socket = line(u"/run/redis/redis.sock"_s);
    m_grid->addField(tr("&Path"), m_socket);
    m_database = new QSpinBox;
    m_database->setRange(0, 100000);
    m_grid->addField(tr("&Database"), m_database);
}

void ConnectionForm::buildLogin()
{
    m_grid->addHeading(tr("Log in"));
    m_user = line(tr("default"));
    m_grid->addField(tr("U&ser"), m_user);
    m_password = new PasswordEdit;
    m_forget = new QPushButton(tr("Forget"));
    m_forget->setToolTip(tr("Remove the password from the keychain"));
    m_grid->addFields(tr("Pass&word"), {m_password, m_forget});
    m_source = new QComboBox;
    for (const auto kind :
        {SecretSource::Kind::None, SecretSource::Kind::Keychain, SecretSource::Kind::Session,
            SecretSource::Kind::Ask, SecretSource::Kind::Environment, SecretSource::Kind::Command})
        m_source->addItem(secretKindWords(kind), QVariant::fromValue(kind));
    m_grid->addField(tr("&Keep"), m_source);
    m_variable = line(u"REDIS_PASSWORD"_s);
    m_variable->setFont(Theme::monospace());
    m_grid->addField(tr("&Variable"), m_variable, tr("Read when connecting. Drover never sets it."));
    m_command = line(u"pass show redis/shop"_s);
    m_command->setFont(Theme::monospace());
    m_grid->addField(tr("Co&mmand"), m_command,
        tr("Program and arguments, run without a shell; the first line that it prints is the password."));
}

QWidget* ConnectionForm::fileField(QLineEdit* edit, const QString& title)
{
    auto* button = new QToolButton;
    button->setProperty("framed", true);
    button->setIcon(icon(u"folder-open"_s));
    button->setToolTip(title);
    button->setAccessibleName(title);
    connect(button, &QToolButton::clicked, this, [this, edit, title] {
        auto* dialog =
            new QFileDialog(this, title, edit->text(), tr("PEM files (*.pem *.crt *.key);;All files (*)"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::ExistingFile);
        connect(dialog, &QFileDialog::fileSelected, this, [this, edit](const QString& file) {
            edit->setText(file);
            onFieldEdited();
        });
        dialog->open();
    });
    return button;
}

void ConnectionForm::buildTls()
{
    m_grid->addHeading(tr("Encryption"));
    m_tls = new QCheckBox(tr("Encrypted (&TLS)"));
    m_grid->addField({}, m_tls);
    m_ca = line(tr("The system\u2019s certificates"));
    m_grid->addFields(tr("&Authority"),
        {m_ca, fileField(m_ca, tr("Choose the authority\u2019s certificate"))},
        tr("The certificate that signed the server\u2019s, or sha256: and the fingerprint of the "
           "server\u2019s own; "
           "the server is always verified."));
    m_serverName = line(tr("As the host"));
    m_grid->addField(tr("Server na&me"), m_serverName);
    m_certificate = line(tr("None"));
    m_grid->addFields(tr("&Client certificate"),
        {m_certificate, fileField(m_certificate, tr("Choose the client certificate"))});
    m_key = line(tr("None"));
    m_grid->addFields(
        tr("Client &key"), {m_key, fileField(m_key, tr("Choose the key of the client certificate"))});
}

void ConnectionForm::buildMore()
{
    m_grid->addHeading(tr("Queues"));
    m_prefixes = line(u"bull"_s);
    m_grid->addField(tr("Pre&fixes"), m_prefixes,
        tr("Of the queues\u2019 keys; several are separated by commas. In a cluster in braces, as {bull}."));
    m_folder = line(tr("None"));
    m_grid->addField(tr("F&older"), m_folder);
    m_connectTimeout = new QSpinBox;
    m_connectTimeout->setRange(1, 300);
    m_connectTimeout->setSuffix(tr(" s", "seconds"));
    m_grid->addField(tr("G&ive up after"), m_connectTimeout);
}

} // namespace drover::ui
