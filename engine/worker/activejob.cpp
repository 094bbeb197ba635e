// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "worker/activejob_p.h"

namespace drover {

ActiveJob::ActiveJob(std::shared_ptr<const WorkerSetup> setup, std::shared_ptr<CallQueue> loop,
    JobRequests& requests, Job job, QByteArray token)
    : m_setup(std::move(setup))
    , m_loop(std::move(loop))
    , m_requests(requests)
    , m_job(std::move(job))
    , m_token(std::move(token))
{
}

void ActiveJob::requestStop(QByteArray reason)
{
    if (m_stop.stop_requested())
        return;
    m_stopReason = std::move(reason);
    m_stop.request_stop();
}

QByteArray ActiveJob::stopReason() const
{
    return m_stop.stop_requested() ? m_stopReason : QByteArray();
}

template <typename F>
QFuture<Status> ActiveJob::ask(F request)
{
    Answer answer;
    QFuture<Status> future = answer.future();
    if (m_loop->isDirect())
        request(m_requests, shared_from_this(), std::move(answer));
    else
        m_loop->post(
            [self = shared_from_this(), request = std::move(request), answer = std::move(answer)]() mutable {
                request(self->m_requests, self, std::move(answer));
            });
    return future;
}

QFuture<Status> ActiveJob::updateProgress(JsonText progress)
{
    return ask(
        [progress = std::move(progress)](JobRequests& requests, const ActiveJobPtr& job,
            Answer answer) mutable { requests.updateProgress(job, std::move(progress), std::move(answer)); });
}

QFuture<Status> ActiveJob::log(QByteArray row)
{
    return ask([row = std::move(row)](JobRequests& requests, const ActiveJobPtr& job, Answer answer) mutable {
        requests.log(job, std::move(row), std::move(answer));
    });
}

QFuture<Status> ActiveJob::updateData(JsonText data)
{
    return ask([data = std::move(data)](JobRequests& requests, const ActiveJobPtr& job,
                   Answer answer) mutable { requests.updateData(job, std::move(data), std::move(answer)); });
}

QFuture<Status> ActiveJob::moveToDelayed(qint64 timestamp)
{
    return ask([timestamp](JobRequests& requests, const ActiveJobPtr& job, Answer answer) {
        requests.moveToDelayed(job, timestamp, std::move(answer));
    });
}

QFuture<Status> ActiveJob::moveToWait()
{
    return ask([](JobRequests& requests, const ActiveJobPtr& job, Answer answer) {
        requests.moveToWait(job, std::move(answer));
    });
}

QFuture<Status> ActiveJob::rateLimit(Milliseconds duration)
{
    return ask([duration](JobRequests& requests, const ActiveJobPtr&, Answer answer) {
        requests.rateLimit(duration, std::move(answer));
    });
}

} // namespace drover
