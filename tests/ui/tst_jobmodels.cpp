// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/joblistmodel.h"
#include "models/jobwindowmodel.h"
#include "pages/queue/selectedrows.h"
#include "util/formatting.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QRandomGenerator>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace drover::ui;
using drover::JobId;
using drover::JobState;
using namespace Qt::StringLiterals;

namespace {

JobEntry job(const QByteArray& id)
{
    JobEntry entry;
    entry.id = id;
    entry.name = "mail";
    entry.reason = "no smtp";
    entry.data = R"({"n":1})";
    entry.attemptsMade = 3;
    entry.attempts = 3;
    entry.finished = 1700000000000;
    return entry;
}

//! A set in Redis: ids in order, the newest first; others add and remove while it is read.
class Set {
public:
    explicit Set(int size)
    {
        for (int i = 0; i < size; ++i)
            addNewest();
    }
    void addNewest() { m_ids.prepend(QByteArray::number(++m_last)); }
    void addAt(int row) { m_ids.insert(row, QByteArray::number(++m_last)); }
    void removeAt(int row) { m_ids.removeAt(row); }
    void move(int from, int to) { m_ids.move(from, to); }
    [[nodiscard]] const QList<JobId>& ids() const { return m_ids; }
    [[nodiscard]] int size() const { return static_cast<int>(m_ids.size()); }

    [[nodiscard]] JobPages read(const QList<RowRange>& ranges) const
    {
        JobPages pages;
        pages.total = m_ids.size();
        pages.readAt = 1700000001000;
        for (const RowRange& range : ranges) {
            JobStretch stretch;
            stretch.first = range.first;
            for (const JobId& id : m_ids.mid(range.first, range.last - range.first + 1))
                stretch.rows.append(job(id));
            pages.stretches.append(stretch);
        }
        return pages;
    }

private:
    QList<JobId> m_ids;
    int m_last = 0;
};

std::vector<KnownRow> known(const QList<JobId>& list, const QList<int>& rows)
{
    std::vector<KnownRow> result;
    for (const int row : rows)
        result.push_back({row, list.at(row)});
    return result;
}

QList<int> someRows(QRandomGenerator& random, int size)
{
    QSet<int> rows;
    for (int window = random.bounded(1, 4); window > 0 && size > 0; --window) {
        const int first = random.bounded(size);
        for (int row = first; row < std::min(size, first + random.bounded(1, 12)); ++row)
            rows.insert(row);
    }
    QList<int> sorted(rows.begin(), rows.end());
    std::sort(sorted.begin(), sorted.end());
    return sorted;
}

//! What readIds() would answer.
JobIds idsNow(const Set& set, const QList<RowRange>& ranges, qint64 shift = 0)
{
    JobIds ids;
    ids.total = set.size();
    for (const RowRange& range : ranges) {
        const qint64 first = std::max<qint64>(0, range.first + shift);
        ids.stretches.append({first, set.ids().mid(first, range.last - range.first + 1)});
    }
    return ids;
}

SelectedRows selected(const Set& set, int first, int last, const QList<RowRange>& seen)
{
    SelectedRows rows;
    rows.first = first;
    rows.last = last;
    rows.total = set.size();
    for (const RowRange& range : seen) {
        for (qint64 row = range.first; row <= std::min<qint64>(range.last, set.size() - 1); ++row)
            rows.known.append({set.ids().at(row), row});
    }
    return rows;
}

void changeAtRandom(Set& set, QRandomGenerator& random)
{
    for (int i = random.bounded(6); i > 0; --i) {
        switch (random.bounded(4)) {
        case 0:
            set.addNewest();
            break;
        case 1:
            set.addAt(random.bounded(set.size() + 1));
            break;
        case 2:
            if (set.size() > 0)
                set.removeAt(random.bounded(set.size()));
            break;
        default:
            if (set.size() > 1)
                set.move(random.bounded(set.size()), random.bounded(set.size()));
            break;
        }
    }
}
} // namespace

//! The tables' models against lists that others change, and against the rules of models.
class TestJobModels final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mappingFollowsNewJobs();
    void mappingDropsWhatIsGone();
    void mappingKeepsWhatItCannotSee();
    void mappingNeverMixesJobsUp();
    void windowHoldsLittleOfAMillion();
    void windowKeepsJobsInTheirRows();
    void windowSurvivesRandomChanges_data();
    void windowSurvivesRandomChanges();
    void windowShowsARepeatedIdTwice();
    void windowAsksForPages();
    void selectedRowsAreFoundAgain();
    void selectedRowsThatMovedAreRefused();
    void selectedRowsNeverTurnIntoOthers();
    void selectedRowsAreReadInPieces();
    void extraColumnsComeAndGo();
    void listSortsWhatItHas();
    void listTakesMoreAndUpdates();
    void valuesReadWell();
};

void TestJobModels::mappingFollowsNewJobs()
{
    // A window far down is read; three jobs have come at the head meanwhile.
    const std::vector<KnownRow> before{{500, "a"}, {501, "b"}, {502, "c"}};
    const std::vector<KnownRow> after{{502, "x"}, {503, "a"}, {504, "b"}};
    const auto kept = mapRows(before, 1000, after, 1003, ChangeSide::Head);
    QCOMPARE(rowAfter(kept, 0), 3);
    QCOMPARE(rowAfter(kept, 500), 503);
    QCOMPARE(rowAfter(kept, 501), 504);
    QCOMPARE(rowAfter(kept, 502), 505);
    QCOMPARE(rowAfter(kept, 999), 1002);
}

void TestJobModels::mappingDropsWhatIsGone()
{
    const std::vector<KnownRow> before{{0, "a"}, {1, "b"}, {2, "c"}, {3, "d"}};
    const std::vector<KnownRow> after{{0, "a"}, {1, "d"}};
    const auto kept = mapRows(before, 4, after, 2, ChangeSide::Head);
    QCOMPARE(kept, (std::vector<KeptRows>{{0, 0, 1}, {3, 1, 1}}));
    QCOMPARE(rowAfter(kept, 1), -1);
    // Another job where one was: the old row does not become the new job.
    QVERIFY(mapRows({{0, "a"}}, 1, {{0, "z"}}, 1, ChangeSide::Head).empty());
}

void TestJobModels::mappingKeepsWhatItCannotSee()
{
    // The first page was seen, then a page far below for the first time: nothing known goes.
    const std::vector<KnownRow> before{{0, "a"}, {1, "b"}};
    const std::vector<KnownRow> after{{700, "x"}, {701, "y"}};
    QCOMPARE(mapRows(before, 1000, after, 1000, ChangeSide::Head), (std::vector<KeptRows>{{0, 0, 1000}}));
    // Five are gone somewhere: unknown rows give way, not those that somebody may have selected.
    const auto kept = mapRows(before, 1000, after, 995, ChangeSide::Head);
    QCOMPARE(rowAfter(kept, 0), 0);
    QCOMPARE(rowAfter(kept, 1), 1);
    QCOMPARE(rowAfter(kept, 2), -1);
    QCOMPARE(rowAfter(kept, 999), 994);
}

void TestJobModels::mappingNeverMixesJobsUp()
{
    QRandomGenerator random(7);
    for (int round = 0; round < 2000; ++round) {
        Set set(random.bounded(40));
        const QList<JobId> old = set.ids();
        const auto before = known(old, someRows(random, set.size()));
        changeAtRandom(set, random);
        const QList<JobId>& now = set.ids();
        const auto after = known(now, someRows(random, set.size()));
        const ChangeSide side = random.bounded(2) == 0 ? ChangeSide::Head : ChangeSide::Tail;
        const auto kept =
            mapRows(before, static_cast<int>(old.size()), after, static_cast<int>(now.size()), side);
        int oldEnd = 0;
        int newEnd = 0;
        for (const KeptRows& rows : kept) {
            QVERIFY(rows.count > 0 && rows.before >= oldEnd && rows.after >= newEnd);
            oldEnd = rows.before + rows.count;
            newEnd = rows.after + rows.count;
        }
        QVERIFY(oldEnd <= old.size() && newEnd <= now.size());
        QHash<int, JobId> shown;
        for (const KnownRow& row : after)
            shown.insert(row.row, row.id);
        for (const KnownRow& row : before) {
            const int place = rowAfter(kept, row.row);
            if (place >= 0 && shown.contains(place))
                QCOMPARE(shown.value(place), row.id);
        }
    }
}

void TestJobModels::windowHoldsLittleOfAMillion()
{
    JobWindowModel model;
    Set small(0);
    JobPages pages;
    pages.total = 1000000;
    QRandomGenerator random(3);
    for (int i = 0; i < 600; ++i) {
        const qint64 first = random.bounded(9999) * 100;
        JobStretch stretch{first, {}};
        for (qint64 row = first; row < first + 100; ++row)
            stretch.rows.append(job("job-" + QByteArray::number(row)));
        pages.stretches = {stretch};
        model.apply(pages);
        QCOMPARE(model.idAt(static_cast<int>(first) + 50), "job-" + QByteArray::number(first + 50));
        QVERIFY(model.heldCount() <= JobWindowModel::mostEntries);
        QCOMPARE(model.heldEntries().size(), model.heldCount());
    }
    QCOMPARE(model.rowCount(), 1000000);
    QVERIFY(model.heldCount() > JobWindowModel::mostEntries / 2);
}

void TestJobModels::windowKeepsJobsInTheirRows()
{
    JobWindowModel model;
    QAbstractItemModelTester tester(&model);
    Set set(1000);
    model.apply(set.read({{0, 99}}));
    QCOMPARE(model.rowCount(), 1000);
    QItemSelectionModel selection(&model);
    const QPersistentModelIndex chosen = model.index(7, 0);
    const JobId id = model.idAt(7);
    selection.select(chosen, QItemSelectionModel::Select | QItemSelectionModel::Rows);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    for (int i = 0; i < 12; ++i)
        set.addNewest();
    model.apply(set.read({{0, 99}}));
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(inserted.first().at(1).toInt(), 0);
    QCOMPARE(inserted.first().at(2).toInt(), 11);
    QCOMPARE(removed.size(), 0);
    QCOMPARE(chosen.row(), 19);
    QCOMPARE(model.idAt(chosen.row()), id);
    QCOMPARE(selection.selectedRows().size(), 1);
    // Far away, then back: the ids are still known, and so is the selection.
    model.apply(set.read({{500, 599}}));
    QCOMPARE(chosen.row(), 19);
    // The job itself goes.
    set.removeAt(19);
    model.apply(set.read({{0, 99}}));
    QVERIFY(!chosen.isValid());
    QVERIFY(selection.selectedRows().isEmpty());
    QCOMPARE(reset.size(), 0);
}

void TestJobModels::windowSurvivesRandomChanges_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<bool>("ascending");
    QTest::newRow("few") << 15 << false;
    QTest::newRow("some pages") << 900 << false;
    QTest::newRow("some pages, oldest first") << 900 << true;
}

void TestJobModels::windowSurvivesRandomChanges()
{
    QFETCH(int, size);
    QFETCH(bool, ascending);
    JobWindowModel model;
    QAbstractItemModelTester tester(&model);
    QItemSelectionModel selection(&model);
    model.clear(JobState::Delayed, ascending);
    Set set(size);
    QRandomGenerator random(11);
    QHash<JobId, QPersistentModelIndex> watched;
    for (int round = 0; round < 60; ++round) {
        QList<RowRange> ranges{{0, 0}};
        const int first = random.bounded(set.size() + 1) / 100 * 100;
        ranges = {{first, first + (random.bounded(2) == 0 ? 99 : 199)}};
        const JobPages pages = set.read(ranges);
        model.apply(pages);
        QCOMPARE(model.rowCount(), set.size());
        for (const JobStretch& stretch : pages.stretches) {
            for (qsizetype i = 0; i < stretch.rows.size(); ++i) {
                const int row = static_cast<int>(stretch.first + i);
                QCOMPARE(model.idAt(row), stretch.rows.at(i).id);
                QVERIFY(model.entry(row) != nullptr);
            }
        }
        for (auto it = watched.begin(); it != watched.end();) {
            if (!it->isValid()) {
                it = watched.erase(it);
                continue;
            }
            const JobId there = model.idAt(it->row());
            if (!there.isEmpty())
                QCOMPARE(there, it.key());
            ++it;
        }
        if (set.size() > 0) {
            const int row = random.bounded(set.size());
            if (const JobId id = model.idAt(row); !id.isEmpty()) {
                watched.insert(id, model.index(row, 0));
                selection.select(
                    model.index(row, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
            }
        }
        changeAtRandom(set, random);
    }
    QVERIFY(!watched.isEmpty());
}

void TestJobModels::windowShowsARepeatedIdTwice()
{
    JobWindowModel model;
    QAbstractItemModelTester tester(&model);
    JobPages pages;
    pages.total = 3;
    pages.stretches = {{0, {job("a"), job("b"), job("a")}}};
    model.apply(pages);
    QCOMPARE(model.idAt(2), "a");
    QVERIFY(model.missingPages(0, 2).isEmpty());
    model.apply(pages);
    QCOMPARE(model.rowCount(), 3);
}

void TestJobModels::windowAsksForPages()
{
    JobWindowModel model;
    Set set(1000);
    model.apply(set.read({{0, 99}}));
    QVERIFY(model.missingPages(0, 60).isEmpty());
    QCOMPARE(model.missingPages(80, 120), (QList<RowRange>{{100, 199}}));
    QCOMPARE(model.missingPages(150, 320), (QList<RowRange>{{100, 399}}));
    QCOMPARE(model.pagesOf(250, 310), (QList<RowRange>{{200, 399}}));
    QCOMPARE(model.missingPages(990, 5000), (QList<RowRange>{{900, 999}}));
    QCOMPARE(model.knownIds(0, 1), (QList<std::pair<JobId, qint64>>{{"1000", 0}, {"999", 1}}));
    QVERIFY(model.data(model.index(500, 0), JobModel::LoadingRole).toBool());
    QVERIFY(!model.data(model.index(5, 0), JobModel::LoadingRole).toBool());
}

void TestJobModels::selectedRowsAreFoundAgain()
{
    Set set(3000);
    const QList<JobId> meant = set.ids().mid(10, 1000);
    // Both ends were in sight, as when somebody clicks, scrolls far down and clicks with Shift.
    const SelectedRows ends = selected(set, 10, 1009, {{0, 99}, {1000, 1099}});
    // The end was not: chosen by a key.
    const SelectedRows top = selected(set, 10, 1009, {{0, 99}});
    QVERIFY(!ends.isKnown());
    QCOMPARE(ends.knownIds(), meant.mid(0, 90) + meant.mid(990));
    QCOMPARE(ends.allIds(idsNow(set, ends.rangesToRead())), meant);
    QCOMPARE(top.allIds(idsNow(set, top.rangesToRead())), meant);
    for (int i = 0; i < 60; ++i)
        set.addNewest();
    QCOMPARE(ends.allIds(idsNow(set, ends.rangesToRead())), meant);
    QCOMPARE(top.allIds(idsNow(set, top.rangesToRead(), 60)), meant);
    // Some are done with meanwhile: those that are left are still the ones that were meant.
    QList<JobId> left = meant;
    set.removeAt(60 + 10 + 500);
    left.removeAt(500);
    QCOMPARE(ends.allIds(idsNow(set, ends.rangesToRead(), 60)), left);
}

void TestJobModels::selectedRowsThatMovedAreRefused()
{
    Set set(3000);
    const SelectedRows ends = selected(set, 10, 1009, {{0, 99}, {1000, 1099}});
    const SelectedRows top = selected(set, 10, 1009, {{0, 99}});
    Set grown = set;
    grown.addAt(500);
    QVERIFY(!ends.allIds(idsNow(grown, ends.rangesToRead())));
    Set shrunk = set;
    shrunk.removeAt(500); // who stands in the last row cannot be told
    QVERIFY(!top.allIds(idsNow(shrunk, top.rangesToRead())));
    // What was read is not where the rows are.
    QVERIFY(!ends.allIds(idsNow(set, {{2000, 2999}})));
    QVERIFY(!ends.allIds({}));
    // The neighbour is gone, and behind it are others that nobody has seen: they were not selected.
    const SelectedRows gap = selected(set, 21, 30, {{10, 10}, {20, 20}, {31, 31}});
    Set thinned = set;
    for (int i = 0; i < 9; ++i)
        thinned.removeAt(21); // of those that were
    QVERIFY(gap.allIds(idsNow(thinned, gap.rangesToRead())));
    thinned.removeAt(20);
    QVERIFY(!gap.allIds(idsNow(thinned, gap.rangesToRead())));
    // Nothing near is known.
    QVERIFY(!selected(set, 500, 600, {{0, 99}}).allIds(idsNow(set, {{400, 700}})));
}

void TestJobModels::selectedRowsNeverTurnIntoOthers()
{
    QRandomGenerator random(5);
    int told = 0;
    for (int round = 0; round < 500; ++round) {
        Set set(600);
        const int first = random.bounded(500);
        const int last = first + random.bounded(100);
        QList<RowRange> seen;
        for (int row = random.bounded(120); row < set.size(); row += random.bounded(60, 200))
            seen.append({row, row + random.bounded(50)});
        const SelectedRows rows = selected(set, first, last, seen);
        const QList<JobId> meant = set.ids().mid(first, last - first + 1);
        // New jobs come at the top, others leave from anywhere.
        const int come = random.bounded(3) * random.bounded(40);
        for (int i = 0; i < come; ++i)
            set.addNewest();
        for (int i = random.bounded(3) * random.bounded(20); i > 0; --i)
            set.removeAt(random.bounded(set.size()));
        const auto ids = rows.allIds(idsNow(set, rows.rangesToRead(), random.bounded(2) == 0 ? 0 : come));
        if (!ids)
            continue;
        ++told;
        QCOMPARE(QSet<JobId>(ids->begin(), ids->end()).size(), ids->size());
        for (const JobId& id : *ids)
            QVERIFY(meant.contains(id));
        for (const JobId& id : meant)
            QVERIFY(ids->contains(id) || !set.ids().contains(id));
    }
    QVERIFY(told > 100);
}

void TestJobModels::selectedRowsAreReadInPieces()
{
    Set set(20000);
    const SelectedRows rows = selected(set, 50, 19000, {{0, 99}, {18950, 19049}});
    const QList<RowRange> ranges = rows.rangesToRead();
    QVERIFY(ranges.size() > 3);
    QCOMPARE(ranges.first().first, 0);
    QCOMPARE(ranges.last().last, 19100);
    JobIds now = idsNow(set, ranges);
    // Jobs come while the pieces are read.
    for (int i = 0; i < 30; ++i)
        set.addNewest();
    now.stretches[2] = idsNow(set, {ranges.at(2)}).stretches.first();
    now.stretches[3] = idsNow(set, {ranges.at(3)}).stretches.first();
    QCOMPARE(rows.allIds(now), set.ids().mid(80, 18951));
    // So many that the pieces do not meet any more.
    for (int i = 0; i < 6000; ++i)
        set.addNewest();
    now.stretches[2] = idsNow(set, {ranges.at(2)}).stretches.first();
    QVERIFY(!rows.allIds(now));
}

void TestJobModels::extraColumnsComeAndGo()
{
    JobWindowModel model;
    QAbstractItemModelTester tester(&model);
    Set set(10);
    JobPages pages = set.read({{0, 99}});
    model.apply(pages);
    model.setPaths({{"user", "id"}});
    QCOMPARE(model.columnCount(), JobColumns::FixedCount + 1);
    QCOMPARE(model.headerData(JobColumns::FixedCount, Qt::Horizontal, Qt::DisplayRole).toString(),
        u"data.user.id"_s);
    QCOMPARE(model.index(0, JobColumns::FixedCount).data().toString(), u"\u2013"_s);
    for (JobEntry& entry : pages.stretches.first().rows)
        entry.extra = {"42"};
    model.apply(pages);
    QCOMPARE(model.index(0, JobColumns::FixedCount).data().toString(), u"42"_s);
    model.setPaths({});
    QCOMPARE(model.columnCount(), int(JobColumns::FixedCount));
}

void TestJobModels::listSortsWhatItHas()
{
    JobListModel model;
    QAbstractItemModelTester tester(&model);
    model.clear(JobState::Failed);
    QList<JobEntry> entries{job("10"), job("9"), job("x"), job("100")};
    entries[0].attemptsMade = 5;
    model.assign(entries, 1);
    const auto ids = [&model] {
        QByteArrayList list;
        for (int row = 0; row < model.rowCount(); ++row)
            list.append(model.idAt(row));
        return list.join(' ');
    };
    QCOMPARE(ids(), "10 9 x 100");
    const QPersistentModelIndex ten = model.index(0, 0);
    model.setSort(JobColumns::Id, Qt::AscendingOrder);
    QCOMPARE(ids(), "9 10 100 x");
    QCOMPARE(ten.row(), 1);
    model.setSort(JobColumns::Id, Qt::DescendingOrder);
    QCOMPARE(ids(), "x 100 10 9");
    model.setSort(JobColumns::Attempts, Qt::AscendingOrder); // equal ones as they came
    QCOMPARE(ids(), "9 x 100 10");
    model.setSort(-1, Qt::AscendingOrder);
    QCOMPARE(ids(), "10 9 x 100");
    QCOMPARE(ten.row(), 0);
}

void TestJobModels::listTakesMoreAndUpdates()
{
    JobListModel model;
    QAbstractItemModelTester tester(&model);
    model.clear(JobState::Failed);
    model.append({job("1"), job("3")}, 1);
    model.setSort(JobColumns::Id, Qt::AscendingOrder);
    model.append({job("2")}, 1);
    QCOMPARE(model.idAt(1), "2");
    JobEntry gone;
    gone.id = "2";
    gone.missing = true;
    model.update({gone}, 2);
    QCOMPARE(model.index(1, JobColumns::Name).data().toString(), u"gone: only its id is left"_s);
    QCOMPARE(model.rowCount(), 3);
}

void TestJobModels::valuesReadWell()
{
    JobEntry entry = job("7");
    entry.reason = "<b>x</b>\n\u202e";
    entry.data.clear();
    entry.dataSize = 12'000'000;
    const auto shown = [&entry](int column) { return JobColumns::display(entry, column, 1700000001000); };
    QCOMPARE(shown(JobColumns::Reason), u"<b>x</b> \u21b5 \\u{202e}"_s);
    QCOMPARE(shown(JobColumns::Data), QString(formatBytes(12'000'000) + u" of data"_s));
    QCOMPARE(JobColumns::parsePath(u"data.items[0].sku"_s), (JsonPath{"items", "0", "sku"}));
    QCOMPARE(JobColumns::parsePath(u"user..id"_s), JsonPath());
    QCOMPARE(JobColumns::pathText({"items", "0"}), u"items.0"_s);
}

QTEST_GUILESS_MAIN(TestJobModels)
#include "tst_jobmodels.moc"
