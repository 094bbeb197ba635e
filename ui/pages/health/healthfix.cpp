// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialogs/confirmdialog.h"
#include "measure/servercost.h"
#include "pages/health/healthpage.h"
#include "session/session.h"
#include "util/findingwords.h"
#include "util/formatting.h"
#include "util/plaintext.h"
#include "util/words.h"
#include "widgets/noticebar.h"

#include <QPushButton>

using namespace Qt::StringLiterals;

namespace drover::ui {

void HealthPage::wantFix(const Finding& finding)
{
    m_session.health().planFix(
        finding, this, [this, finding](const Result<std::vector<PlannedSetting>>& plan) {
            if (plan)
                return askToApply(finding, *plan);
            const ErrorWords words = errorWords(plan.error());
            m_notice->show(Card::Mood::Bad, words.sentence, words.remedy);
        });
}

void HealthPage::askToApply(const Finding& finding, const std::vector<PlannedSetting>& plan)
{
    const auto shown = [](const QByteArray& value) {
        return value.isEmpty() ? tr("(none)", "an empty setting") : plainText(value, Lines::Single, 60);
    };
    ConfirmQuestion question;
    question.window = tr("Change settings of Redis");
    question.question = findingWords(finding).title;
    question.consequence = tr("These commands run on the server, for all who use it:");
    for (const PlannedSetting& setting : plan)
        question.facts.append(tr("%1\nbefore: %2, after: %3", "a command, two values")
                                  .arg(plainText(commandText({setting.name, setting.after})),
                                      shown(setting.before), shown(setting.after)));
    question.option = tr("Keep it after a restart (CONFIG REWRITE writes redis.conf)");
    question.verb = tr("Change settings");
    auto* dialog = new ConfirmDialog(question, m_session.identity(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(
        dialog, &QDialog::accepted, this, [this, dialog, finding] { apply(finding, dialog->isOptionOn()); });
    dialog->open();
}

void HealthPage::apply(const Finding& finding, bool keep)
{
    m_session.health().applyFix(finding, keep, this, [this](const Result<AppliedFix>& fix) {
        if (!fix) {
            const ErrorWords words = errorWords(fix.error());
            const bool isDenied = fix.error().code == ErrorCode::Denied;
            m_notice->show(Card::Mood::Bad, words.sentence,
                isDenied ? tr("Set it in the provider's console (parameter group) or in redis.conf instead.")
                         : words.remedy);
        } else if (!fix->whyNotKept.isEmpty()) {
            m_notice->show(Card::Mood::Warn, tr("Changed, but only until Redis starts anew."),
                tr("CONFIG REWRITE said: %1", "the server's words").arg(plainText(fix->whyNotKept)));
        } else {
            m_notice->show(Card::Mood::Good, tr("The settings were changed."), {});
        }
        refresh();
    });
}

void HealthPage::askToMeasure()
{
    const PersistenceBenchOptions own;
    const ServerBenchOptions onServer;
    ConfirmQuestion question;
    question.window = tr("Measure the cost of persistence");
    question.question = tr("Measure what the append-only file costs?");
    question.consequence = tr("A Redis of its own starts on this computer, with an empty folder beside the "
                              "embedded one\u2019s. Your server is not touched.");
    question.facts = {
        tr("%1 rounds with the file and as many without, in turns; each adds %2 jobs.", "numbers")
            .arg(own.rounds)
            .arg(formatCount(own.jobs)),
        tr("It takes some seconds; then the server ends and its folder is removed.")};
    if (!m_session.identity().readOnly) {
        question.facts.append(tr(
            "Or on the server of this connection, if its file is off: CONFIG SET appendonly yes, %1 rounds "
            "of %2 jobs each way under a key prefix of their own, then CONFIG SET appendonly no; no key "
            "stays.",
            "numbers")
                                  .arg(onServer.rounds)
                                  .arg(formatCount(onServer.jobs)));
        question.option = tr("On the server of this connection instead");
    }
    question.verb = tr("Measure");
    auto* dialog = new ConfirmDialog(question, m_session.identity(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { measurePersistence(dialog->isOptionOn()); });
    dialog->open();
}

void HealthPage::measurePersistence(bool onServer)
{
    m_measure->setEnabled(false);
    m_notice->show(Card::Mood::Plain,
        onServer ? tr("Measuring on the server of this connection\u2026")
                 : tr("Measuring on a Redis of its own; some seconds\u2026"));
    const auto answer = [this, onServer](const Result<PersistenceCost>& cost) {
        m_measure->setEnabled(true);
        if (!cost)
            return tellCostError(cost.error());
        const int percent = qRound(100 * cost->ratio());
        m_notice->show(Card::Mood::Plain,
            onServer ? tr("With the append-only file this server keeps %1 % of its speed.", "a number")
                           .arg(percent)
                     : tr("With the append-only file this computer keeps %1 % of its speed.", "a number")
                           .arg(percent),
            tr("%1 jobs added a second with it, %2 without.", "numbers")
                .arg(formatCount(qRound64(cost->with)), formatCount(qRound64(cost->without))));
    };
    if (onServer)
        m_session.health().measureOnServer(this, answer);
    else
        m_session.health().measurePersistence(this, answer);
}

void HealthPage::tellCostError(const Error& error)
{
    const ErrorWords words = errorWords(error);
    // What could not be taken back is said, with the way to do it by hand.
    QStringList left;
    if (error.context.contains(u"setting"_s))
        left.append(tr("The append-only file is still on: CONFIG SET appendonly no turns it off."));
    if (const QString prefix = error.context.value(u"prefix"_s).toString(); !prefix.isEmpty())
        left.append(tr("Keys that begin with %1: may be left, and can be deleted.", "%1 is a key prefix")
                        .arg(prefix));
    m_notice->show(Card::Mood::Bad, words.sentence, left.isEmpty() ? words.remedy : left.join(u' '));
}

} // namespace drover::ui
