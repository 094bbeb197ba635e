// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/aboutdialog.h"
#include "dialogs/licencesdialog.h"

#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>

using namespace drover::ui;
using namespace Qt::StringLiterals;

class TestAbout final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everybodysNoticeIsThere_data();
    void everybodysNoticeIsThere();
    void licencesOpenFromTheAboutBox();
    void versionsAreForBugReports();
};

void TestAbout::everybodysNoticeIsThere_data()
{
    QTest::addColumn<QString>("licence");
    QTest::addColumn<QString>("words");
    QTest::newRow("Drover") << u"GPL-3.0-or-later"_s << u"GNU GENERAL PUBLIC LICENSE"_s;
    QTest::newRow("Drover's engine") << u"MIT"_s << u"Copyright (c) The Drover authors"_s;
    QTest::newRow("BullMQ 6.7.0") << u"MIT"_s << u"BullForce Labs AB"_s;
    QTest::newRow("Lucide") << u"ISC"_s << u"Lucide Icons and Contributors"_s;
    QTest::newRow("hiredis") << u"BSD-3-Clause"_s << u"Salvatore Sanfilippo"_s;
    QTest::newRow("spdlog") << u"MIT"_s << u"Gabi Melman"_s;
    QTest::newRow("QCoro") << u"MIT"_s << u"Daniel Vr\u00e1til"_s;
    QTest::newRow("JSON for Modern C++") << u"MIT"_s << u"Niels Lohmann"_s;
    QTest::newRow("msgpack-cxx") << u"BSL-1.0"_s << u"Boost"_s;
    QTest::newRow("QtKeychain") << u"BSD-3-Clause"_s << u"Frank Osterfeld"_s;
    QTest::newRow("Qt Charts") << u"GPL-3.0-only"_s << u"The Qt Company"_s;
}

void TestAbout::everybodysNoticeIsThere()
{
    QFETCH(QString, licence);
    QFETCH(QString, words);
    const QList<Notice> all = notices();
    const auto found = std::find_if(all.begin(), all.end(),
        [](const Notice& notice) { return notice.name == QLatin1StringView(QTest::currentDataTag()); });
    QVERIFY(found != all.end());
    QCOMPARE(found->licence, licence);
    QVERIFY2(found->text.contains(words), qPrintable(found->text.left(200)));
    QVERIFY(!found->purpose.isEmpty());
}

void TestAbout::licencesOpenFromTheAboutBox()
{
    AboutDialog about;
    about.show();
    QPushButton* licences = nullptr;
    const auto buttons = about.findChildren<QPushButton*>();
    for (QPushButton* button : buttons) {
        if (button->text().startsWith("&Licences"_L1))
            licences = button;
    }
    QVERIFY(licences);
    licences->click();
    auto* dialog = about.findChild<LicencesDialog*>();
    QTRY_VERIFY(dialog && dialog->isVisible());
    auto* names = dialog->findChild<QListWidget*>();
    auto* text = dialog->findChild<QPlainTextEdit*>();
    QCOMPARE(names->count(), notices().size());
    for (int row = 0; row < names->count(); ++row) {
        names->setCurrentRow(row);
        QCOMPARE(text->toPlainText(), notices().at(row).text);
    }
}

void TestAbout::versionsAreForBugReports()
{
    QVERIFY(AboutDialog::versions().startsWith("Drover " DROVER_VERSION "\nBullMQ 6.7.0\nQt "_L1));
}

QTEST_MAIN(TestAbout)
#include "tst_about.moc"
