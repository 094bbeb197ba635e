// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/feeds/inspectorfeed.h"
#include "session/jobselection.h"

#include <QScrollArea>

class QToolButton;
class QVBoxLayout;

namespace drover::ui {

class Card;
class EmptyState;
class FailureCard;
class LogCard;
class PayloadCard;
class PlainLabel;

//! Everything about one job: why it failed, what a retry would do, data, options and result as tree or
//! exactly as stored, progress, who holds it, family, timeline, log. Shows what it is told and asks for what
//! is missing.
class JobInspector final : public QWidget {
    Q_OBJECT
public:
    explicit JobInspector(QWidget* parent = nullptr);

    void showNothing();
    //! Another job is on its way; what was shown stays until it is here, it takes a moment at most.
    void showLoading(const QueueId& queue, const JobId& job);
    void showFacts(const JobFacts& facts);
    //! The job cannot be read, or is gone.
    void showError(const Error& error);
    //! What is shown is old, because the connection is down.
    void setStale(bool stale);
    //! The answer to decryptWanted(); no longer meant when the text is another one by now.
    void showDecrypted(JobField field, const QByteArray& stored, const Result<QByteArray>& clearText);
    void showText(JobField field, const QByteArray& text);
    void showOlderLog(const LogLines& lines);
    //! Listening to the queue; negative = unknown.
    void setWorkers(int count);
    //! Editing is possible here.
    void setEditable(bool editable);

    //! The job that is shown or on its way; empty = none.
    [[nodiscard]] const JobId& job() const { return m_job; }
    [[nodiscard]] const std::optional<JobFacts>& facts() const { return m_facts; }
    [[nodiscard]] PayloadCard* dataCard() const { return m_data; }
    [[nodiscard]] PayloadCard* resultCard() const { return m_result; }
    [[nodiscard]] PayloadCard* optionsCard() const { return m_options; }
    [[nodiscard]] FailureCard* failureCard() const { return m_failure; }
    [[nodiscard]] LogCard* logCard() const { return m_log; }
    //! The text of a card of facts, by its heading's object name: plan, timeline, holder, family.
    [[nodiscard]] QString factsText(const QString& name) const;

Q_SIGNALS:
    void textWanted(drover::JobField field);
    //! Data or result, with its encrypted fields in clear text.
    void decryptWanted(drover::JobField field, const QByteArray& stored);
    void logWanted(qint64 first, qint64 last);
    void verbWanted(drover::ui::JobVerb verb);
    void columnWanted(const QByteArrayList& path);
    void jobWanted(const drover::QueueId& queue, const drover::JobId& job);
    void jsonWanted(const drover::QueueId& queue, const drover::JobId& job);

private:
    //! A heading and lines of words.
    struct Facts {
        Card* card = nullptr;
        PlainLabel* lines = nullptr;
    };
    void buildHead(QVBoxLayout& layout);
    Facts addFacts(QVBoxLayout& layout, const QString& heading, const QString& name);
    PayloadCard* addPayload(QVBoxLayout& layout, const QString& heading, JobField field);
    static void fill(const Facts& facts, const QStringList& lines);
    void fillHead();
    void fillPlan();
    void fillPayload(PayloadCard& card, JobField field, const QByteArray& text, qint64 size);
    void showCopyMenu();

    QueueId m_queue;
    JobId m_job;
    std::optional<JobFacts> m_facts;
    QHash<int, QByteArray> m_loaded; //!< long texts that somebody asked for, by field
    int m_workers = -1;

    EmptyState* m_empty;
    QScrollArea* m_scroll;
    PlainLabel* m_id = nullptr;
    PlainLabel* m_name = nullptr;
    PlainLabel* m_state = nullptr;
    PlainLabel* m_when = nullptr;
    PlainLabel* m_old = nullptr;
    QToolButton* m_copy = nullptr;
    FailureCard* m_failure = nullptr;
    Facts m_plan;
    PayloadCard* m_data = nullptr;
    PayloadCard* m_result = nullptr;
    PayloadCard* m_progress = nullptr;
    Facts m_holder;
    Facts m_family;
    Facts m_timeline;
    PayloadCard* m_options = nullptr;
    LogCard* m_log = nullptr;
};

} // namespace drover::ui
