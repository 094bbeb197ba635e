// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/settingslayout.h"
#include "settings/settingsstore.h"
#include "worker/worker.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(std::optional<drover::KeepJobs>)

class TestSettings final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyStandardValueIsAccepted();
    void keysAreUnique();
    void setsTellsAndKeeps();
    void refusesWhatIsOutOfRange_data();
    void refusesWhatIsOutOfRange();
    void wrongValuesInTheFileStayAndDoNotCount();
    void standardValuesAreNotWritten();
    void localThingsStayLocal();
    void damagedFileIsRestoredAndTold();
    void newerFileIsNotWritten();
    void retention_data();
    void retention();
    void backoff();
    void queueOverridesCount();
    void defaultsFillOnlyWhatIsOpen();
    void reconnectionIsSane();

private:
    [[nodiscard]] std::unique_ptr<SettingsStore> open() { return std::make_unique<SettingsStore>(m_paths); }
    [[nodiscard]] QJsonObject file(const QString& path) const
    {
        QFile content(path);
        return content.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(content.readAll()).object()
                                                 : QJsonObject();
    }
    void put(const QString& path, const QByteArray& bytes)
    {
        QFile content(path);
        QVERIFY(content.open(QIODevice::WriteOnly));
        content.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        content.write(bytes);
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    SettingsPaths m_paths;
};

void TestSettings::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_paths = {m_directory->filePath(u"settings.json"_s), m_directory->filePath(u"local.json"_s)};
}

void TestSettings::everyStandardValueIsAccepted()
{
    for (const SettingSpec& spec : settingTable())
        QVERIFY2(spec.accepts(spec.standard), spec.key.data());
}

void TestSettings::keysAreUnique()
{
    QStringList keys;
    for (const SettingSpec& spec : settingTable()) {
        QVERIFY2(!keys.contains(spec.key), spec.key.data());
        keys.append(spec.key);
        QCOMPARE(settingSpec(QString(spec.key + (spec.key.endsWith(u'.') ? "x"_L1 : ""_L1))), &spec);
    }
    QVERIFY(!settingSpec(u"no.such.key"_s));
    QVERIFY(!settingSpec(u"layout."_s));
}

void TestSettings::setsTellsAndKeeps()
{
    {
        const auto settings = open();
        QSignalSpy changed(settings.get(), &SettingsStore::changed);
        QCOMPARE(settings->refreshInterval(), 5s);
        QVERIFY(settings->set(key::refreshInterval, 10000));
        QVERIFY(settings->set(key::refreshInterval, 10000)); // no change, no signal
        QVERIFY(settings->set(key::theme, u"dark"_s));
        QCOMPARE(changed.size(), 2);
        QCOMPARE(changed.front().front().toString(), u"refresh.interval"_s);
        QCOMPARE(settings->refreshInterval(), 10s);
    }
    const auto settings = open();
    QCOMPARE(settings->foundRoaming().state, JsonFileState::Good);
    QCOMPARE(settings->refreshInterval(), 10s);
    QCOMPARE(settings->text(key::theme), u"dark"_s);
    settings->reset(key::theme);
    QCOMPARE(settings->text(key::theme), u"system"_s);
}

void TestSettings::refusesWhatIsOutOfRange_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QJsonValue>("value");
    const auto row = [](const char* name, QLatin1StringView key, const QJsonValue& value) {
        QTest::newRow(name) << QString(key) << value;
    };
    row("unknown choice", key::theme, u"pink"_s);
    row("choice that is a number", key::theme, 1);
    row("negative", key::refreshInterval, -1);
    row("too large", key::refreshInterval, 3600001);
    row("fraction", key::refreshInterval, 1.5);
    row("text for a number", key::refreshInterval, u"5000"_s);
    row("jitter", key::retryJitter, 0.5);
    row("base", key::retryBase, 0.5);
    row("retention that is a text", key::jobRemoveOnFail, u"all"_s);
    row("negative count", key::jobRemoveOnFail, -5);
    row("retention without a bound", key::jobRemoveOnFail, QJsonObject{{u"limit"_s, 5}});
    row("backoff without a type", key::jobBackoff, QJsonObject{{u"delay"_s, 5}});
    row("list of numbers", key::maskedFields, QJsonArray{1});
    row("key that is not there", "no.such.key"_L1, 1);
}

void TestSettings::refusesWhatIsOutOfRange()
{
    QFETCH(QString, key);
    QFETCH(QJsonValue, value);
    const auto settings = open();
    QSignalSpy changed(settings.get(), &SettingsStore::changed);
    QVERIFY(!settings->set(key, value));
    QVERIFY(changed.isEmpty());
}

void TestSettings::wrongValuesInTheFileStayAndDoNotCount()
{
    put(m_paths.roaming, R"({"schema":1,"appearance.theme":"pink","refresh.interval":"x","later.key":[1]})");
    {
        const auto settings = open();
        QCOMPARE(settings->text(key::theme), u"system"_s);
        QCOMPARE(settings->refreshInterval(), 5s);
        QVERIFY(settings->set(key::logLevel, u"debug"_s));
    }
    const QJsonObject object = file(m_paths.roaming);
    QCOMPARE(object.value(u"appearance.theme"_s).toString(), u"pink"_s);
    QCOMPARE(object.value(u"later.key"_s).toArray(), QJsonArray{1});
    QCOMPARE(object.value(u"logging.level"_s).toString(), u"debug"_s);
}

void TestSettings::standardValuesAreNotWritten()
{
    {
        const auto settings = open();
        QVERIFY(settings->set(key::theme, u"dark"_s));
        QVERIFY(settings->set(key::theme, u"system"_s));
        QVERIFY(settings->set(key::logLevel, u"debug"_s));
    }
    QVERIFY(!file(m_paths.roaming).contains(u"appearance.theme"_s));
}

void TestSettings::localThingsStayLocal()
{
    {
        const auto settings = open();
        SettingsLayout layout(*settings);
        QVERIFY(layout.state(u"window.geometry"_s).isEmpty());
        layout.keep(u"window.geometry"_s, QByteArray("\0\1\xff", 3));
        QCOMPARE(layout.state(u"window.geometry"_s), QByteArray("\0\1\xff", 3));
        layout.keep(u"window.connection"_s, "embedded");
        QVERIFY(settings->set(key::theme, u"light"_s));
    }
    QCOMPARE(file(m_paths.local).size(), 3);
    QCOMPARE(file(m_paths.roaming).size(), 2);
    const auto settings = open();
    QCOMPARE(SettingsLayout(*settings).state(u"window.geometry"_s), QByteArray("\0\1\xff", 3));
}

void TestSettings::damagedFileIsRestoredAndTold()
{
    {
        const auto settings = open();
        QVERIFY(settings->set(key::theme, u"dark"_s));
    }
    {
        const auto settings = open();
        QVERIFY(settings->set(key::logLevel, u"debug"_s));
    }
    put(m_paths.roaming, R"({"schema":1,"appeara)");
    const auto settings = open();
    QCOMPARE(settings->foundRoaming().state, JsonFileState::Restored);
    QVERIFY(QFile::exists(settings->foundRoaming().setAside));
    QCOMPARE(settings->text(key::theme), u"dark"_s);
}

void TestSettings::newerFileIsNotWritten()
{
    const QByteArray newer = R"({"schema":7,"appearance.theme":"dark"})";
    put(m_paths.roaming, newer);
    auto settings = open();
    QSignalSpy failed(settings.get(), &SettingsStore::writeFailed);
    QCOMPARE(settings->text(key::theme), u"dark"_s);
    QVERIFY(settings->set(key::theme, u"light"_s));
    QCOMPARE(settings->text(key::theme), u"light"_s); // counts until the program ends
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 30000);
    settings.reset();
    QCOMPARE(file(m_paths.roaming), QJsonDocument::fromJson(newer).object());
}

void TestSettings::retention_data()
{
    QTest::addColumn<QByteArray>("json"); // in an array, as QJsonDocument takes no scalars
    QTest::addColumn<std::optional<KeepJobs>>("keep");
    const auto row = [](const char* name, const QByteArray& json, std::optional<qint64> count,
                         std::optional<qint64> age, std::optional<qint64> limit) {
        QTest::newRow(name) << json << std::optional(KeepJobs{count, age, limit});
    };
    row("remove at once", "[true]", 0, {}, {});
    row("keep all", "[false]", -1, {}, {});
    row("count", "[1000]", 1000, {}, {});
    row("age", R"([{"age":3600}])", {}, 3600, {});
    row("all three", R"([{"age":3600,"count":5,"limit":100}])", 5, 3600, 100);
    QTest::newRow("not set") << QByteArray("[null]") << std::optional<KeepJobs>();
}

void TestSettings::retention()
{
    QFETCH(QByteArray, json);
    QFETCH(std::optional<KeepJobs>, keep);
    const QJsonValue value = QJsonDocument::fromJson(json).array().first();
    QCOMPARE(keepJobsFromJson(value), keep);
    QCOMPARE(keepJobsToJson(keep), value);
}

void TestSettings::backoff()
{
    const QJsonObject object{{u"type"_s, u"exponential"_s}, {u"delay"_s, 1000}, {u"jitter"_s, 0.5}};
    const auto backoff = backoffFromJson(object);
    QVERIFY(backoff.has_value());
    QCOMPARE(backoff->type, "exponential");
    QCOMPARE(backoff->delay, std::optional(1000.0));
    QCOMPARE(backoffToJson(backoff), QJsonValue(object));
    QVERIFY(backoffToJson(std::nullopt).isNull());
    QVERIFY(!backoffFromJson(QJsonObject{{u"type"_s, u"fixed"_s}, {u"jitter"_s, 2}}));
}

void TestSettings::queueOverridesCount()
{
    const auto settings = open();
    QVERIFY(settings->jobDefaults().isEmpty());
    QVERIFY(settings->set(key::jobAttempts, 3));
    QVERIFY(settings->set(key::jobRemoveOnComplete, 100));
    JobDefaults own;
    own.attempts = 7;
    own.removeOnFail = KeepJobs{5, {}, {}};
    settings->setQueueOverride(u"bull:mail"_s, own);
    const JobDefaults mail = settings->jobDefaults({"bull", "mail"});
    QCOMPARE(mail.attempts, std::optional(7));
    QCOMPARE(mail.removeOnComplete->count, std::optional<qint64>(100));
    QCOMPARE(mail.removeOnFail->count, std::optional<qint64>(5));
    QCOMPARE(settings->jobDefaults({"bull", "other"}).attempts, std::optional(3));
    QCOMPARE(settings->overriddenQueues(), QStringList{u"bull:mail"_s});
    settings->setQueueOverride(u"bull:mail"_s, {});
    QVERIFY(settings->overriddenQueues().isEmpty());
}

void TestSettings::defaultsFillOnlyWhatIsOpen()
{
    JobDefaults defaults;
    defaults.attempts = 3;
    defaults.backoff = BackoffOptions{"fixed", 500, {}};
    JobOptions options;
    options.attempts = 9;
    defaults.applyTo(options);
    QCOMPARE(options.attempts, std::optional(9));
    QCOMPARE(options.backoff->type, "fixed");
    WorkerDefaults workers;
    workers.removeOnComplete = KeepJobs{10, {}, {}};
    WorkerOptions worker;
    worker.removeOnFail = KeepJobs{1, {}, {}};
    workers.applyTo(worker);
    QCOMPARE(worker.removeOnComplete->count, std::optional<qint64>(10));
    QCOMPARE(worker.removeOnFail->count, std::optional<qint64>(1));
}

void TestSettings::reconnectionIsSane()
{
    const auto settings = open();
    QCOMPARE(settings->reconnection(), RetryOptions()); // the guide's own
    QVERIFY(settings->set(key::retryMinimum, 30000));
    QCOMPARE(settings->reconnection().maximum, 30s); // never below the minimum
}

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
