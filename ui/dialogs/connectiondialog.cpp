// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/connectiondialog.h"

#include "dialogs/connectionform.h"
#include "dialogs/pindialog.h"
#include "style/theme.h"
#include "util/connectionwords.h"
#include "widgets/connectiontestpanel.h"
#include "widgets/noticebar.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QStyle>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace drover::ui {

using Kind = SecretSource::Kind;

ConnectionDialog::ConnectionDialog(ConnectionProfile profile, std::vector<ConnectionProfile> others,
    Credentials& credentials, QWidget* parent)
    : QDialog(parent)
    , m_original(std::move(profile))
    , m_credentials(credentials)
    , m_form(new ConnectionForm(m_original, std::move(others)))
{
    build();
    connect(m_form, &ConnectionForm::forgetWanted, this, &ConnectionDialog::forgetPassword);
    connect(m_form, &ConnectionForm::hostEdited, m_pin, &QWidget::hide);
    connect(m_pin, &QPushButton::clicked, this, &ConnectionDialog::offerPin);
    connect(m_test, &QPushButton::clicked, this, &ConnectionDialog::toggleTest);
    connect(m_save, &QPushButton::clicked, this, [this] { save(false); });
    connect(m_connect, &QPushButton::clicked, this, [this] { save(true); });
    connect(m_notice, &NoticeBar::actionTriggered, this, &ConnectionDialog::useSession);
    connect(&m_tester, &ConnectionTester::progressed, this,
        [this](const ConnectionTestReport& report) { m_panel->show(report, this->profile().prefixes); });
    connect(&m_tester, &ConnectionTester::finished, this, &ConnectionDialog::onTestEnded);
    connect(&m_credentials, &Credentials::waiting, this, [this](const QString& id) {
        if (id == m_original.id && m_isBusy)
            m_notice->show(Card::Mood::Plain, tr("Waiting for the keychain\u2026"),
                tr("It may have opened a window of its own that asks for its password."));
    });
    m_form->setFocus();
}

ConnectionDialog::~ConnectionDialog() = default;

void ConnectionDialog::takeUrl(const QString& text)
{
    m_form->takeUrl(text);
}

ConnectionProfile ConnectionDialog::profile() const
{
    return m_form->profile();
}

QByteArray ConnectionDialog::password() const
{
    return m_form->password();
}

QLineEdit* ConnectionDialog::urlEdit() const
{
    return m_form->urlEdit();
}

PasswordEdit* ConnectionDialog::passwordEdit() const
{
    return m_form->passwordEdit();
}

FormGrid* ConnectionDialog::form() const
{
    return m_form->grid();
}

void ConnectionDialog::build()
{
    setWindowTitle(m_original.name.isEmpty() ? tr("New connection") : tr("Edit connection"));
    m_panel = new ConnectionTestPanel;
    m_notice = new NoticeBar;

    const int scrollBar = style()->pixelMetric(QStyle::PM_ScrollBarExtent);
    const int formWidth = m_form->fullWidth() + scrollBar + spaceS;
    auto* formArea = new QScrollArea;
    formArea->setMinimumWidth(formWidth);
    formArea->setWidget(m_form);
    formArea->setWidgetResizable(true);
    formArea->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    formArea->setFocusPolicy(Qt::NoFocus);
    auto* panelArea = new QScrollArea;
    panelArea->setWidget(m_panel);
    panelArea->setWidgetResizable(true);
    panelArea->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    panelArea->setFocusPolicy(Qt::NoFocus);
    for (QScrollArea* area : {formArea, panelArea}) {
        area->setProperty("bare", true);
    }

    auto* columns = new QHBoxLayout;
    columns->setSpacing(spaceL);
    columns->addWidget(formArea, 3);
    columns->addWidget(panelArea, 2);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(spaceL, spaceL, spaceL, spaceL);
    layout->setSpacing(spaceM);
    layout->addLayout(columns, 1);
    layout->addWidget(m_notice);
    layout->addWidget(buildButtons());
    const QFontMetrics metrics = fontMetrics();
    resize(metrics.averageCharWidth() * 150, metrics.height() * 44);
}

QWidget* ConnectionDialog::buildButtons()
{
    m_test = new QPushButton(tr("&Test connection"));
    m_pin = new QPushButton(tr("Pin its certificate\u2026"));
    m_pin->setVisible(false);
    auto* cancel = new QPushButton(tr("Cancel"));
    m_save = new QPushButton(tr("Save"));
    m_connect = new QPushButton(tr("Save and connect"));
    m_connect->setProperty("primary", true);
    m_connect->setDefault(true);
    for (QPushButton* button : {m_test, m_pin, cancel, m_save})
        button->setAutoDefault(false);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    auto* buttons = new QWidget;
    auto* layout = new QHBoxLayout(buttons);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spaceS);
    layout->addWidget(m_test);
    layout->addWidget(m_pin);
    layout->addStretch(1);
    layout->addWidget(cancel);
    layout->addWidget(m_save);
    layout->addWidget(m_connect);
    return buttons;
}

void ConnectionDialog::toggleTest()
{
    if (m_tester.isRunning())
        return m_tester.cancel();
    m_form->nameIt();
    if (!m_form->validate())
        return;
    ConnectionProfile wanted = profile();
    wanted.options.password = password();
    const bool mustAsk = wanted.options.password.isEmpty() && wanted.secret.kind != Kind::None
        && wanted.secret.kind != Kind::Ask;
    if (!mustAsk)
        return runTest(wanted.options);
    setBusy(true);
    m_credentials.obtain(wanted).then(this, [this, wanted](const CredentialOutcome& outcome) {
        setBusy(false);
        m_notice->dismiss();
        if (outcome.kind != CredentialOutcome::Kind::Ready) {
            const ErrorWords words = askReasonWords(wanted, outcome);
            if (!words.sentence.isEmpty())
                m_notice->show(Card::Mood::Warn, words.sentence, words.remedy);
        }
        ConnectionOptions options = wanted.options;
        options.password = outcome.password;
        runTest(options);
    });
}

void ConnectionDialog::runTest(const ConnectionOptions& options)
{
    const ConnectionProfile wanted = profile();
    m_test->setText(tr("Cancel the test"));
    m_tester.start({options, wanted.prefixes, wanted.isLocked()});
}

void ConnectionDialog::onTestEnded(const ConnectionTestReport& report)
{
    const std::optional<ConnectionStep> failed = report.failedStep();
    m_refusal = failed ? report.step(*failed).error.value_or(Error()) : Error();
    m_pin->setVisible(PinDialog::canPin(m_refusal));
    m_test->setText(tr("&Test connection"));
    m_panel->show(report, profile().prefixes);
}

void ConnectionDialog::offerPin()
{
    auto* dialog = new PinDialog(profile().options.host, m_refusal, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        m_form->setPin(dialog->fingerprint());
        m_pin->setVisible(false);
        toggleTest(); // does it hold?
    });
    dialog->open();
}

void ConnectionDialog::save(bool connects)
{
    if (m_isBusy)
        return;
    m_form->commitUrl();
    if (m_form->hasUrlFault())
        return m_form->setFocus();
    if (!m_form->validate())
        return;
    m_connectsAfterSaving = connects;
    saveSecret(profile(), connects);
}

void ConnectionDialog::saveSecret(const ConnectionProfile& wanted, bool connects)
{
    const QByteArray typed = password();
    if (wanted.secret.kind == Kind::Keychain && !typed.isEmpty()) {
        setBusy(true);
        m_credentials.store(wanted, typed)
            .then(&m_credentials,
                [dialog = QPointer(this), credentials = &m_credentials, wanted, connects](
                    const SecretOutcome& outcome) {
                    if (dialog && dialog->isVisible())
                        return dialog->onSecretStored(wanted, connects, outcome);
                    // A person has thought better of it meanwhile: a password without a connection is no use.
                    ConnectionProfile unwanted = wanted;
                    const bool isNew = !unwanted.secret.isStored;
                    unwanted.secret.isStored = true;
                    if (isNew && outcome.state == SecretState::Stored)
                        (void)credentials->forget(unwanted);
                });
        return;
    }
    if (wanted.secret.kind == Kind::Session && !typed.isEmpty())
        m_credentials.keepForSession(wanted, typed);
    if (wanted.secret.kind == Kind::Ask && !typed.isEmpty() && connects)
        m_credentials.giveOnce(wanted, typed);
    if (wanted.secret.kind != Kind::Keychain && wanted.secret.isStored)
        return removeOldSecret(wanted, connects);
    finish(wanted, connects);
}

void ConnectionDialog::onSecretStored(ConnectionProfile wanted, bool connects, const SecretOutcome& outcome)
{
    setBusy(false);
    if (outcome.state == SecretState::Stored) {
        wanted.secret.isStored = true;
        return finish(wanted, connects);
    }
    const ErrorWords words = keychainWords(outcome.state, outcome.message);
    m_notice->show(Card::Mood::Warn, words.sentence, words.remedy, tr("Keep until Drover ends"));
}

void ConnectionDialog::removeOldSecret(const ConnectionProfile& wanted, bool connects)
{
    setBusy(true);
    ConnectionProfile stored = m_original;
    stored.secret.isStored = true;
    const QByteArray typed = password();
    m_credentials.forget(stored).then(this, [this, wanted, connects, typed](const SecretOutcome& outcome) {
        setBusy(false);
        ConnectionProfile saving = wanted;
        // Still there: the flag stays, so that it can be removed later.
        saving.secret.isStored = outcome.state != SecretState::NotFound;
        if (saving.secret.kind == Kind::Session && !typed.isEmpty())
            m_credentials.keepForSession(saving, typed);
        finish(saving, connects);
    });
}

void ConnectionDialog::useSession()
{
    m_notice->dismiss();
    m_form->setSource(Kind::Session);
    const ConnectionProfile wanted = profile();
    m_credentials.keepForSession(wanted, password());
    finish(wanted, m_connectsAfterSaving);
}

void ConnectionDialog::forgetPassword()
{
    if (m_isBusy)
        return;
    setBusy(true);
    ConnectionProfile stored = m_original;
    stored.secret.isStored = true;
    m_credentials.forget(stored).then(this, [this](const SecretOutcome& outcome) {
        setBusy(false);
        if (outcome.state == SecretState::NotFound) {
            m_form->setStored(false);
            m_notice->show(Card::Mood::Good, tr("The password is no longer in the keychain."));
            return;
        }
        const ErrorWords words = keychainWords(outcome.state, outcome.message);
        m_notice->show(Card::Mood::Warn,
            tr("The password could not be removed. %1", "%1 says why").arg(words.sentence), words.remedy);
    });
}

void ConnectionDialog::finish(const ConnectionProfile& profile, bool connects)
{
    Q_EMIT saved(profile, connects);
    accept();
}

void ConnectionDialog::setBusy(bool busy)
{
    m_isBusy = busy;
    for (QPushButton* button : {m_save, m_connect, m_test})
        button->setEnabled(!busy);
    m_form->setBusy(busy);
    if (busy)
        m_notice->dismiss();
}

void ConnectionDialog::done(int result)
{
    m_tester.cancel();
    // The widget may live on for a while; the password shall not.
    m_form->clearPassword();
    QDialog::done(result);
}

void ConnectionDialog::keyPressEvent(QKeyEvent* event)
{
    // Return in the URL takes it; it does not save the dialog by the way.
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isReturn && urlEdit()->hasFocus())
        return m_form->commitUrl();
    QDialog::keyPressEvent(event);
}

} // namespace drover::ui
