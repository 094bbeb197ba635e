// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alertcenter.h"
#include "alerts/alertsettings.h"
#include "alerts/trayicon.h"
#include "mainwindow/mainwindow.h"
#include "mainwindow/sidebar.h"
#include "mainwindow/workspace.h"
#include "pages/alerts/alertspage.h"
#include "pages/settings/alertssection.h"
#include "settingsbench.h"
#include "style/icons.h"
#include "ui/support/picture.h"
#include "widgets/emptystate.h"
#include "widgets/noticebar.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTimeEdit>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using Section = SettingsPage::Section;

namespace {
class MuteNotifier final : public Notifier {
public:
    [[nodiscard]] State state() const override { return State::NoService; }
    [[nodiscard]] QString service() const override { return {}; }
    void show(const Notification& /*notification*/) override { }
};
} // namespace

//! The settings of alerts, their page, and the ways to them in the window.
class TestAlertsPage final : public SettingsBench {
    Q_OBJECT

private Q_SLOTS:
    void controlsActAtOnce();
    void saysWhatBecomesOfANotification();
    void queuesOfTheirOwn();
    void pageListsAndMutes();
    void menusAndPaletteOfTheWindow();
    void trayBadge();
    void pictures();

private:
    void fillLog(AlertCenter& center);
};

void TestAlertsPage::controlsActAtOnce()
{
    auto* on = byName<QCheckBox>(m_page.get(), u"Tell me about problems on this desktop"_s);
    QVERIFY(!on->isChecked());
    on->click();
    QCOMPARE(m_settings->value(QString(key::alertsOn)).toBool(), true);
    auto* failures = byName<QSpinBox>(m_page.get(), u"Jobs failed"_s);
    failures->setValue(0);
    QCOMPARE(failures->text(), u"Off"_s);
    QCOMPARE(queueAlertRules(*m_settings).failures, 0);
    byName<QSpinBox>(m_page.get(), u"Redis uses this much memory"_s)->setValue(80);
    QCOMPARE(alertRules(*m_settings, u"shop"_s).memory, 80);
    byName<QTimeEdit>(m_page.get(), u"From"_s)->setTime(QTime(23, 30));
    byName<QTimeEdit>(m_page.get(), u"Until"_s)->setTime(QTime(6, 15));
    byName<QCheckBox>(m_page.get(), u"Say nothing at certain hours"_s)->click();
    QCOMPARE(quietHours(*m_settings), (QuietHours{true, 23 * 60 + 30, 6 * 60 + 15}));
    // A program that starts anew finds all of it.
    m_page.reset();
    m_desk.reset();
    const SettingsPaths paths = m_settings->paths();
    m_settings = nullptr; // written by now
    m_settings = std::make_unique<SettingsStore>(paths);
    makeDesk();
    QVERIFY(byName<QCheckBox>(m_page.get(), u"Tell me about problems on this desktop"_s)->isChecked());
    QCOMPARE(byName<QTimeEdit>(m_page.get(), u"Until"_s)->time(), QTime(6, 15));
    QCOMPARE(byName<QSpinBox>(m_page.get(), u"Jobs failed"_s)->value(), 0);
}

void TestAlertsPage::saysWhatBecomesOfANotification()
{
    AlertsSection* section = m_page->alerts();
    m_page->showSection(Section::Alerts);
    QVERIFY(section->deliveryText().isEmpty());
    section->setDelivery(Notifier::State::Ready, u"GNOME\u202e Shell 43"_s);
    QCOMPARE(section->deliveryText(), u"Notifications are shown by GNOME\\u{202e} Shell 43."_s);
    section->setDelivery(Notifier::State::NoService, {});
    QVERIFY(section->deliveryText().contains(u"page Alerts alone"_s));
    QSignalSpy wanted(section, &AlertsSection::testWanted);
    button(section, u"Send a test notification"_s)->click();
    QCOMPARE(wanted.size(), 1);
}

void TestAlertsPage::queuesOfTheirOwn()
{
    const AlertTarget mail{u"shop"_s, {"bull", "mail"}};
    AlertsSection* section = m_page->alerts();
    m_page->showSection(Section::Alerts);
    section->setConnectionTitles([](const QString& id) -> QString { return id + u"-eu"_s; });
    QVERIFY(!section->queueForm()->isVisibleTo(section));
    QVERIFY(m_settings->set(QString(key::alertFailures), 12));
    section->showQueue(mail);
    QCOMPARE(section->queueBox()->currentText(), u"bull:mail \u00b7 shop-eu"_s);
    QCOMPARE(ownAlertRules(*m_settings, mail)->failures, 12); // begins as all queues
    byName<QSpinBox>(section->queueForm(), u"Nothing added for"_s)->setValue(90);
    QCOMPARE(ownAlertRules(*m_settings, mail)->silence, Milliseconds(90min));
    QCOMPARE(queueAlertRules(*m_settings).silence, Milliseconds(0));
    section->showQueue({u"shop"_s, {"bull", "bills"}});
    QCOMPARE(byName<QSpinBox>(section->queueForm(), u"Nothing added for"_s)->value(), 0);
    section->showQueue(mail);
    QCOMPARE(byName<QSpinBox>(section->queueForm(), u"Nothing added for"_s)->value(), 90);
    button(section, u"As for all queues again"_s)->click();
    QVERIFY(!ownAlertRules(*m_settings, mail));
    QCOMPARE(section->queueBox()->count(), 1);
}

void TestAlertsPage::fillLog(AlertCenter& center)
{
    const auto take = [&center](const char* queue, AlertKind kind, qint64 value, int minutes, bool isOver,
                          bool isMuted = false) {
        const qint64 now = Clock::system().now().count();
        const AlertTarget target{u"shop"_s, {"bull", queue}};
        AlertChange change{
            AlertChange::What::Began, {kind, target.queue, now - minutes * 60000LL, value, true}};
        center.log().take(target, u"shop-eu"_s, change, isMuted, now);
        change.what = AlertChange::What::Ended;
        if (isOver)
            center.log().take(target, u"shop-eu"_s, change, isMuted, now);
    };
    take("media.transcode", AlertKind::Waiting, 190000, 130, true);
    take("search.index", AlertKind::Unattended, 4210, 55, true, true);
    take("<b>x</b>\u202e", AlertKind::Silence, 3600000, 12, false);
    take("mail.outgoing", AlertKind::Failures, 412, 3, false);
    Q_EMIT center.changed();
}

void TestAlertsPage::pageListsAndMutes()
{
    MuteNotifier notifier;
    AlertCenter center(*m_hub, *m_settings, notifier);
    AlertsPage page(center);
    page.resize(1040, 600);
    QCOMPARE(page.emptyState()->title(), u"Alerts are off"_s);
    QSignalSpy settings(&page, &AlertsPage::settingsWanted);
    page.emptyState()->button()->click();
    QCOMPARE(settings.size(), 1);
    QVERIFY(m_settings->set(QString(key::alertsOn), true));
    QCOMPARE(page.emptyState()->title(), u"No alert since Drover began"_s);
    fillLog(center);
    QCOMPARE(center.unseen(), 3);
    page.show();
    QCOMPARE(center.unseen(), 0);
    QCOMPARE(page.table()->model()->rowCount(), 4);
    const auto text = [&page](int row, int column) {
        return page.table()->model()->index(row, column).data().toString();
    };
    QCOMPARE(text(0, AlertModel::Problem), u"412 failed in mail.outgoing"_s);
    QCOMPARE(text(0, AlertModel::Outcome), u"Goes on"_s);
    QVERIFY(text(1, AlertModel::Problem).contains(u"<b>x</b>\\u{202e}"_s));
    QCOMPARE(text(2, AlertModel::Outcome), u"Over after 55 min, muted"_s);
    QSignalSpy opened(&page, &AlertsPage::openWanted);
    Q_EMIT page.table()->activated(page.table()->model()->index(0, 0));
    QCOMPARE(
        opened.first().first().value<AlertTarget>(), (AlertTarget{u"shop"_s, {"bull", "mail.outgoing"}}));
    page.muteButton()->click();
    auto* menu = page.findChild<QMenu*>();
    QVERIFY(menu != nullptr);
    menu->actions().first()->trigger();
    menu->close();
    QVERIFY(center.mutedUntil(AlertTarget::everything()) > 0);
    QVERIFY(page.notice()->isVisible());
    Q_EMIT page.notice()->actionTriggered();
    QCOMPARE(center.mutedUntil(AlertTarget::everything()), 0);
    QVERIFY(!page.notice()->isVisible());
    const auto labels = page.findChildren<QLabel*>();
    for (const QLabel* label : labels)
        QCOMPARE(label->textFormat(), Qt::PlainText);
}

void TestAlertsPage::menusAndPaletteOfTheWindow()
{
    m_hub->put(u"shop"_s, {});
    m_hub->open(u"shop"_s);
    MainWindow window(*m_hub);
    window.resize(1280, 800);
    window.addApplicationPage({u"alerts"_s, u"Alerts"_s, u"bell"_s, [] { return new QWidget; }});
    QStringList run;
    window.setQueueVerbs([&run](const QString& connection, const QueueId& queue) -> QList<QueueVerb> {
        const QString which = connection + u' ' + QString::fromUtf8(queue.name);
        return {{u"Mute %1"_s.arg(which), u"bell-off"_s, [&run, which] { run.append(which); }}};
    });
    window.setPageBadge(u"alerts"_s, u"3 new"_s, Mood::Bad);
    window.show();
    QTRY_VERIFY(window.workspace()->queues().rowCount() > 0);
    const auto offered = [&window] {
        QStringList titles;
        for (const PaletteEntry& entry : window.paletteEntries())
            titles.append(entry.title);
        return titles;
    };
    QVERIFY(!offered().contains(u"Mute shop mail.outgoing"_s)); // no queue is in view
    window.showQueue({"bull", "mail.outgoing"});
    QVERIFY(offered().contains(u"Mute shop mail.outgoing"_s));
    auto* list = window.findChild<QListView*>(u"queueList"_s);
    const QModelIndex first = list->model()->index(0, 0);
    const QString name = first.data().toString();
    Q_EMIT list->customContextMenuRequested(list->visualRect(first).center());
    QMenu* menu = nullptr;
    for (QMenu* each : window.findChildren<QMenu*>()) {
        if (each->isVisible())
            menu = each;
    }
    QVERIFY(menu != nullptr);
    menu->actions().last()->trigger();
    menu->close();
    QCOMPARE(run, QStringList{u"shop "_s + name});
}

void TestAlertsPage::trayBadge()
{
    const QImage plain = TrayIcon::badged(applicationIcon(), 0).pixmap(64).toImage();
    const QImage one = TrayIcon::badged(applicationIcon(), 1).pixmap(64).toImage();
    const QImage many = TrayIcon::badged(applicationIcon(), 100).pixmap(64).toImage();
    QVERIFY(!plain.isNull());
    QVERIFY(plain != one);
    QVERIFY(one != many);
    QCOMPARE(many, TrayIcon::badged(applicationIcon(), 4711).pixmap(64).toImage());
    // Where there is no tray, nothing happens, and nothing keeps the program alive.
    TrayIcon tray;
    tray.setCount(3);
    tray.setWanted(true);
    tray.setWanted(false);
}

void TestAlertsPage::pictures()
{
    MuteNotifier notifier;
    AlertCenter center(*m_hub, *m_settings, notifier);
    AlertsPage page(center);
    page.resize(1040, 600);
    page.show();
    QVERIFY(takePictures(page, u"alerts-off"_s));
    QVERIFY(m_settings->set(QString(key::alertsOn), true));
    fillLog(center);
    center.muteForAnHour(AlertTarget::everything());
    QVERIFY(takePictures(page, u"alerts"_s));
    m_page->showSection(Section::Alerts);
    m_page->resize(1040, 1500);
    m_page->alerts()->setDelivery(Notifier::State::NoService, {});
    m_page->alerts()->showQueue({u"shop"_s, {"bull", "mail.outgoing"}});
    QVERIFY(takePictures(*m_page, u"settings-alerts"_s));
    QVERIFY(TrayIcon::badged(applicationIcon(), 37)
                .pixmap(64)
                .save(QCoreApplication::applicationDirPath() + u"/../pictures/tray.png"_s));
}

QTEST_MAIN(TestAlertsPage)
#include "tst_alertspage.moc"
