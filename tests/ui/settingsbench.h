// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dialogs/askpassworddialog.h"
#include "pages/settings/settingspage.h"
#include "style/theme.h"
#include "ui/support/deskbench.h"

#include <QDirIterator>
#include <QPushButton>
#include <QTest>

namespace drover::ui {

//! A password that must not be found in any file.
inline const QByteArray marker = "mArKeR-of-a-password";

inline ConnectionProfile named(const QString& name, SecretSource::Kind kind = SecretSource::Kind::None)
{
    ConnectionProfile profile = ConnectionProfile::create();
    profile.name = name;
    profile.options.host = name + QStringLiteral(".internal");
    profile.secret.kind = kind;
    return profile;
}

inline QPushButton* button(QWidget* in, const QString& text)
{
    const auto buttons = in->findChildren<QPushButton*>();
    for (QPushButton* each : buttons) {
        if (each->text().remove(u'&') == text && each->isVisibleTo(in))
            return each;
    }
    return nullptr;
}

template <typename Widget>
Widget* byName(QWidget* in, const QString& name)
{
    const auto all = in->findChildren<Widget*>();
    for (Widget* each : all) {
        if (each->accessibleName() == name)
            return each;
    }
    return nullptr;
}

//! The settings page with the desk behind it.
class SettingsBench : public DeskBench {
    Q_OBJECT

protected:
    void save(const ConnectionProfile& profile)
    {
        m_profiles->save(profile);
        m_desk.reset();
        makeDesk();
    }
    void makeDesk()
    {
        m_desk = std::make_unique<ConnectionDesk>(
            *m_profiles, *m_credentials, *m_settings, *m_hub, EngineConfig());
        m_page = std::make_unique<SettingsPage>(*m_settings, *m_desk, *m_keys, *m_hub);
        m_desk->setWindow(m_page.get());
        m_page->resize(1040, 720);
        m_page->show();
    }
    [[nodiscard]] AskPasswordDialog* asked() const { return m_page->findChild<AskPasswordDialog*>(); }

    std::unique_ptr<SettingsPage> m_page;

private Q_SLOTS:
    void initTestCase() { Theme::apply(*qApp, ThemeChoice::Light); }
    void init()
    {
        makeParts();
        makeDesk();
    }
    void cleanup()
    {
        m_page.reset();
        m_desk.reset();
        dropParts();
        // Everything is on the disk now; no password may be.
        QDirIterator files(m_directory->path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains(marker), qPrintable(file.fileName()));
        }
    }
};

} // namespace drover::ui
