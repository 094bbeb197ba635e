// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "keychain/keychainsecretstore.h"

#include <QPromise>
#include <QTimer>

#include <qt6keychain/keychain.h>

#include <functional>
#include <utility>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

// An entry that is written and removed to learn whether the keychain is open. It holds nothing.
const QString probeName = u"probe"_s;
const QByteArray probeText = QByteArrayLiteral("this entry may be deleted");

SecretState stateOf(QKeychain::Error error)
{
    switch (error) {
    case QKeychain::NoError:
        return SecretState::Stored;
    case QKeychain::EntryNotFound:
        return SecretState::NotFound;
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return SecretState::Locked;
    case QKeychain::CouldNotDeleteEntry:
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
    case QKeychain::OtherError:
        break;
    }
    return SecretState::Unavailable;
}

SecretOutcome failure(const QKeychain::Job& job)
{
    return {stateOf(job.error()), {}, job.errorString()};
}

} // namespace

//! One call: several jobs of QtKeychain in a row, two timers, one answer. Deletes itself; the jobs live on
//! until they say finished(), because QtKeychain's callbacks keep bare pointers to them.
class KeychainSecretStore::Call final : public QObject {
public:
    Call(KeychainSecretStore& store, QString name)
        : QObject(&store)
        , m_service(store.m_options.service)
        , m_name(std::move(name))
    {
        m_promise.start();
        m_hint.setSingleShot(true);
        m_end.setSingleShot(true);
        connect(&m_hint, &QTimer::timeout, &store, [&store, this] { Q_EMIT store.waiting(m_name); });
        connect(&m_end, &QTimer::timeout, this, [this] {
            finish({SecretState::TimedOut, {}, u"the keychain has not answered"_s});
        });
        m_hint.start(store.m_options.hintAfter);
        if (store.m_options.giveUpAfter > Milliseconds{0})
            m_end.start(store.m_options.giveUpAfter);
    }
    ~Call() override
    {
        if (!m_finished)
            settle({SecretState::Unavailable, {}, u"the program is ending"_s});
    }
    Q_DISABLE_COPY_MOVE(Call)

    [[nodiscard]] QFuture<SecretOutcome> future() const { return m_promise.future(); }

    void read(Known known)
    {
        readEntry([this, known](const QKeychain::ReadPasswordJob& job) {
            if (job.error() == QKeychain::NoError)
                finish({SecretState::Stored, job.binaryData(), {}});
            else if (job.error() == QKeychain::EntryNotFound && known == Known::Yes)
                // The trial may have had the keychain unlocked by a person, so look once more.
                whenOpen([this] { read(Known::No); });
            else
                finish(failure(job));
        });
    }

    void write(const QByteArray& secret, bool isSecondTry = false)
    {
        writeEntry(m_name, secret, [this, secret, isSecondTry](const QKeychain::Job& written) {
            if (written.error() != QKeychain::NoError)
                return finish(failure(written));
            readEntry([this, secret, isSecondTry](const QKeychain::ReadPasswordJob& job) {
                if (job.error() == QKeychain::NoError && job.binaryData() == secret)
                    return finish({SecretState::Stored, {}, {}});
                // An entry of the same name that another tool made as plain text is found first: clear both.
                if (job.error() == QKeychain::NoError && !isSecondTry)
                    return removeEntry(
                        m_name, [this, secret](const QKeychain::Job&) { write(secret, true); });
                finish({SecretState::Unavailable, {}, u"what was written could not be read back"_s});
            });
        });
    }

    void remove()
    {
        removeEntry(m_name, [this](const QKeychain::Job& removed) {
            if (removed.error() != QKeychain::NoError && removed.error() != QKeychain::EntryNotFound)
                return finish(failure(removed));
            readEntry([this](const QKeychain::ReadPasswordJob& job) {
                if (job.error() == QKeychain::NoError)
                    return finish({SecretState::Unavailable, {}, u"the entry is still there"_s});
                if (job.error() != QKeychain::EntryNotFound)
                    return finish(failure(job));
                // A locked keyring "removes" with success and finds nothing afterwards.
                whenOpen([this] { finish({SecretState::NotFound, {}, {}}); });
            });
        });
    }

private:
    using Next = std::function<void(const QKeychain::Job&)>;
    using NextRead = std::function<void(const QKeychain::ReadPasswordJob&)>;

    void start(QKeychain::Job* job, const QString& name, Next next)
    {
        job->setKey(name);
        job->setInsecureFallback(false);
        job->setAutoDelete(true);
        connect(job, &QKeychain::Job::finished, this, [this, next = std::move(next)](QKeychain::Job* done) {
            if (!m_finished)
                next(*done);
        });
        job->start();
    }

    void readEntry(NextRead next)
    {
        auto* job = new QKeychain::ReadPasswordJob(m_service);
        start(job, m_name, [job, next = std::move(next)](const QKeychain::Job&) { next(*job); });
    }

    void writeEntry(const QString& name, const QByteArray& secret, Next next)
    {
        auto* job = new QKeychain::WritePasswordJob(m_service);
        job->setBinaryData(secret); // as text it would end at the first NUL
        start(job, name, std::move(next));
    }

    void removeEntry(const QString& name, Next next)
    {
        start(new QKeychain::DeletePasswordJob(m_service), name, std::move(next));
    }

    void whenOpen(std::function<void()> next)
    {
        writeEntry(probeName, probeText, [this, next = std::move(next)](const QKeychain::Job& written) {
            if (written.error() != QKeychain::NoError)
                return finish(failure(written));
            removeEntry(probeName, [next](const QKeychain::Job&) { next(); });
        });
    }

    void finish(SecretOutcome outcome)
    {
        if (m_finished)
            return;
        settle(std::move(outcome));
        deleteLater();
    }

    void settle(SecretOutcome outcome)
    {
        m_finished = true;
        m_hint.stop();
        m_end.stop();
        m_promise.addResult(std::move(outcome));
        m_promise.finish();
    }

    const QString m_service;
    const QString m_name;
    QPromise<SecretOutcome> m_promise;
    QTimer m_hint;
    QTimer m_end;
    bool m_finished = false;
};

KeychainSecretStore::KeychainSecretStore(KeychainOptions options, QObject* parent)
    : SecretStore(parent)
    , m_options(std::move(options))
{
}

KeychainSecretStore::~KeychainSecretStore()
{
    // Before the members go: a call tells its end while it dies.
    const auto calls = findChildren<QObject*>(QString(), Qt::FindDirectChildrenOnly);
    qDeleteAll(calls);
}

KeychainSecretStore::Call* KeychainSecretStore::newCall(const QString& name)
{
    return new Call(*this, name);
}

QFuture<SecretOutcome> KeychainSecretStore::read(const QString& name, Known known)
{
    Call* const call = newCall(name);
    call->read(known);
    return call->future();
}

QFuture<SecretOutcome> KeychainSecretStore::write(const QString& name, const QByteArray& secret)
{
    Call* const call = newCall(name);
    call->write(secret);
    return call->future();
}

QFuture<SecretOutcome> KeychainSecretStore::remove(const QString& name)
{
    Call* const call = newCall(name);
    call->remove();
    return call->future();
}

} // namespace drover

drover::SecretStore* droverMakeKeychain(qint64 giveUpAfter, QObject* parent)
{
    drover::KeychainOptions options;
    options.giveUpAfter = drover::Milliseconds(giveUpAfter);
    return new drover::KeychainSecretStore(options, parent);
}
