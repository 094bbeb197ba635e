// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chartlines.h"
#include "charts/chartmodel.h"
#include "charts/timechart.h"
#include "style/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QContextMenuEvent>
#include <QDateTime>
#include <QMenu>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace drover;
using namespace drover::ui;
using namespace Qt::StringLiterals;

namespace {
constexpr qint64 start = 1'800'000'000'000;

LinkSample sample(qint64 from, qint64 to, qint64 completed, double latency = 1)
{
    LinkSample result;
    result.from = start + from;
    result.to = start + to;
    result.flow = {completed, completed, completed / 10, to - from, true};
    result.latency = latency;
    result.slowest = latency * 2;
    return result;
}

const ChartLine& lineOf(const ChartLines& lines, ChartMeaning meaning)
{
    return *std::find_if(
        lines.begin(), lines.end(), [meaning](const ChartLine& line) { return line.meaning == meaning; });
}

//! How many pixels of a picture have (about) this colour.
int pixelsOf(const QImage& image, const QColor& color)
{
    int found = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            const int distance = std::abs(pixel.red() - color.red()) + std::abs(pixel.green() - color.green())
                + std::abs(pixel.blue() - color.blue());
            found += distance < 24 ? 1 : 0;
        }
    }
    return found;
}
} // namespace

class TestCharts final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::apply(*qApp, ThemeChoice::Light); }

    void ratesComeFromJobsAndTime()
    {
        const ChartLines lines = throughputLines({sample(0, 5000, 10), sample(5000, 15000, 10)}, 5000);
        const ChartLine& completed = lineOf(lines, ChartMeaning::Completed);
        QCOMPARE(completed.pieces, (QList<QList<ChartPoint>>{{{start + 5000, 2.0}, {start + 15000, 1.0}}}));
        QCOMPARE(lineOf(lines, ChartMeaning::Failed).last(), (ChartPoint{start + 15000, 0.1}));
    }

    void gapsBreakTheLine()
    {
        const ChartLines lines =
            throughputLines({sample(0, 5000, 10), sample(5000, 10000, 10), sample(120000, 125000, 10)}, 5000);
        QCOMPARE(lineOf(lines, ChartMeaning::Completed).pieces.size(), 2);
        // A long wait between readings is no gap: the second covers all of it.
        const ChartLines slow = throughputLines({sample(0, 5000, 10), sample(5000, 65000, 10)}, 5000);
        QCOMPARE(lineOf(slow, ChartMeaning::Completed).pieces.size(), 1);
        // Nobody knows what happened before the first reading: no rate, and no line to the one before.
        const ChartLines first =
            throughputLines({sample(0, 5000, 1), sample(6000, 6000, 0), sample(6000, 9000, 3)}, 5000);
        QCOMPARE(lineOf(first, ChartMeaning::Completed).pieces.size(), 2);
    }

    void latencyThatWasNotMeasuredIsAGap()
    {
        const ChartLines lines = latencyLines(
            {sample(0, 5000, 0, 2), sample(5000, 10000, 0, -1), sample(10000, 15000, 0, 4)}, 5000);
        QCOMPARE(lineOf(lines, ChartMeaning::Latency).pieces.size(), 2);
        QCOMPARE(lineOf(lines, ChartMeaning::SlowestLatency).last()->value, 8.0);
    }

    void nearestPoint()
    {
        const ChartLine line{ChartMeaning::Added, {{{10, 1}, {20, 2}}, {{90, 9}}}};
        QCOMPARE(line.nearest(0)->at, 10);
        QCOMPARE(line.nearest(16)->at, 20);
        QCOMPARE(line.nearest(50)->at, 20);
        QCOMPARE(line.nearest(80)->at, 90);
        QVERIFY(!ChartLine().nearest(1));
    }

    void roundNumbers_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<double>("top");
        QTest::newRow("nothing") << 0.0 << 1.0;
        QTest::newRow("small") << 0.03 << 0.05;
        QTest::newRow("round already") << 20.0 << 20.0;
        QTest::newRow("between") << 96.0 << 100.0;
        QTest::newRow("large") << 2100.0 << 5000.0;
    }
    void roundNumbers()
    {
        QFETCH(double, value);
        QFETCH(double, top);
        QVERIFY(qFuzzyCompare(niceTop(value), top));
    }

    void momentsAreRoundInLocalTime()
    {
        const QDateTime to(QDate(2026, 11, 26), QTime(14, 37, 21));
        for (const qint64 span : {15 * 60, 3600, 24 * 3600, 7 * 24 * 3600}) {
            const qint64 end = to.toMSecsSinceEpoch();
            const QList<qint64> moments = niceMoments(end - span * 1000, end);
            QVERIFY(moments.size() >= 3 && moments.size() <= 9);
            for (const qint64 at : moments) {
                const QDateTime moment = QDateTime::fromMSecsSinceEpoch(at);
                QCOMPARE(moment.time().second(), 0);
                QVERIFY(at >= end - span * 1000 && at <= end);
                if (span >= 24 * 3600)
                    QCOMPARE(moment.time().minute(), 0);
            }
        }
    }

    void drawsItsLinesInBothThemes()
    {
        ThroughputChart chart;
        chart.resize(600, 200);
        std::vector<LinkSample> samples;
        for (int i = 0; i < 60; ++i)
            samples.push_back(sample(i * 5000, i * 5000 + 5000, 20 + i));
        for (const ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
            Theme::apply(*qApp, theme);
            chart.apply(samples, 5000, start, start + 300000);
            chart.show();
            QVERIFY(QTest::qWaitForWindowExposed(&chart));
            const QImage image = chart.grab().toImage();
            QVERIFY(pixelsOf(image, Theme::tokens().completed) > 100);
            QVERIFY(pixelsOf(image, Theme::tokens().failed) > 50);
        }
        Theme::apply(*qApp, ThemeChoice::Light);
        QCoreApplication::sendPostedEvents();
        QVERIFY(
            pixelsOf(chart.grab().toImage(), Tokens::darkTokens().completed) < 20); // recoloured by itself
    }

    void aGapIsNotDrawn()
    {
        ThroughputChart chart;
        chart.resize(600, 200);
        std::vector<LinkSample> whole;
        std::vector<LinkSample> broken;
        for (int i = 0; i < 100; ++i) {
            whole.push_back(sample(i * 5000, i * 5000 + 5000, 50));
            if (i < 20 || i >= 80)
                broken.push_back(whole.back());
        }
        chart.apply(whole, 5000, start, start + 500000);
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        const int all = pixelsOf(chart.grab().toImage(), Theme::tokens().failed);
        chart.apply(broken, 5000, start, start + 500000);
        const int some = pixelsOf(chart.grab().toImage(), Theme::tokens().failed);
        QVERIFY2(some < all * 0.7 && some > all * 0.2, qPrintable(u"%1 of %2"_s.arg(some).arg(all)));
        chart.apply(whole, 5000, start, start + 500000); // points come back into the same chart
        QCOMPARE(pixelsOf(chart.grab().toImage(), Theme::tokens().failed), all);
    }

    void tellsItselfInWordsAndAsATable()
    {
        ThroughputChart chart;
        chart.apply({sample(0, 5000, 10), sample(5000, 10000, 20)}, 5000, start, start + 10000);
        QVERIFY(chart.summary().contains(u"completed: 4.0/s last, between 2.0/s and 4.0/s"));
        QVERIFY(!chart.isTableShown());
        chart.setTableShown(true);
        QVERIFY(chart.isTableShown());
        const QAbstractItemModel* table = chart.table()->model();
        QCOMPARE(table->rowCount(), 2);
        QCOMPARE(table->columnCount(), 4);
        QCOMPARE(table->index(0, 2).data().toString(), u"4.0/s"_s); // newest first
        chart.apply({}, 5000, start, start + 10000);
        QCOMPARE(table->rowCount(), 0);
        QVERIFY(!chart.summary().isEmpty());
    }

    void offersTheTableInItsMenu()
    {
        ThroughputChart chart;
        chart.resize(400, 150);
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        QContextMenuEvent wanted(QContextMenuEvent::Keyboard, {10, 10}, chart.mapToGlobal(QPoint(10, 10)));
        QCoreApplication::sendEvent(&chart, &wanted);
        QMenu* menu = chart.findChild<QMenu*>();
        QVERIFY(menu != nullptr);
        menu->actions().first()->trigger();
        QVERIFY(chart.isTableShown());
        menu->close();
    }

    void modelIsPatched()
    {
        ChartModel model([](double value) { return QString::number(value); });
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.apply(throughputLines({sample(0, 5000, 10), sample(5000, 10000, 20)}, 5000));
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        const QPersistentModelIndex kept(model.index(0, 0));
        model.apply(throughputLines({sample(5000, 10000, 20), sample(10000, 15000, 20)}, 5000));
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(kept.row(), 1);
        QCOMPARE(resets.count(), 0);
    }
};

QTEST_MAIN(TestCharts)
#include "tst_charts.moc"
