// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dialogs/connectiondialog.h"
#include "style/theme.h"
#include "support/fakesecretstore.h"

#include <QApplication>
#include <QComboBox>
#include <QPushButton>
#include <QTest>

#include <memory>

namespace drover::ui {

using namespace Qt::StringLiterals;
using Kind = SecretSource::Kind;
using test::FakeSecretStore;

inline ConnectionProfile shop()
{
    ConnectionProfile profile = ConnectionProfile::create();
    profile.name = u"shop-eu"_s;
    profile.environment = Environment::Production;
    profile.options.host = u"redis-1.internal"_s;
    profile.options.port = 6380;
    profile.options.user = u"ops"_s;
    profile.options.tls.enabled = true;
    profile.secret = {Kind::Keychain, {}, {}, true};
    return profile;
}

inline QPushButton* button(QWidget* in, const QString& text)
{
    const auto buttons = in->findChildren<QPushButton*>();
    for (QPushButton* each : buttons) {
        if (each->text().remove(u'&') == text)
            return each;
    }
    return nullptr;
}

//! The dialog of one connection with a keychain of the test's own.
class ConnectionBench : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::apply(*qApp, ThemeChoice::Light); }
    void init()
    {
        m_keychain = std::make_unique<FakeSecretStore>();
        m_credentials = std::make_unique<Credentials>(*m_keychain);
    }
    void cleanup()
    {
        m_dialog.reset();
        m_credentials.reset();
        m_keychain.reset();
    }

protected:
    ConnectionDialog* open(const ConnectionProfile& profile)
    {
        m_dialog =
            std::make_unique<ConnectionDialog>(profile, std::vector<ConnectionProfile>{}, *m_credentials);
        m_dialog->show();
        return m_dialog.get();
    }
    template <typename Widget>
    Widget* named(const QString& name)
    {
        const auto all = m_dialog->findChildren<Widget*>();
        for (Widget* each : all) {
            if (each->accessibleName() == name)
                return each;
        }
        return nullptr;
    }
    void choose(Kind kind)
    {
        auto* box = named<QComboBox>(u"Keep"_s);
        box->setCurrentIndex(box->findData(QVariant::fromValue(kind)));
    }

    std::unique_ptr<FakeSecretStore> m_keychain;
    std::unique_ptr<Credentials> m_credentials;
    std::unique_ptr<ConnectionDialog> m_dialog;
};

} // namespace drover::ui
