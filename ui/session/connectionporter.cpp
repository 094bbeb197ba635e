// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/connectionporter.h"

#include "core/exportfile.h"
#include "core/whenfinished.h"
#include "dialogs/importdialog.h"
#include "util/connectionwords.h"
#include "util/importwords.h"
#include "util/plaintext.h"

#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QPromise>
#include <QThreadPool>

#include <algorithm>
#include <functional>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {

constexpr qint64 mostRead = 10 * 1024 * 1024 + 1; // more than readImport() takes

//! Disks may be slow, and may be far away.
template <typename T>
QFuture<T> onAnotherThread(std::function<T()> work)
{
    auto promise = std::make_shared<QPromise<T>>();
    promise->start();
    QThreadPool::globalInstance()->start([promise, work = std::move(work)] {
        promise->addResult(work());
        promise->finish();
    });
    return promise->future();
}

Result<QByteArray> readFile(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{ErrorCode::NotFound, file.errorString(), {}};
    return file.read(mostRead);
}

Status writeFile(const QString& path, const QByteArray& content)
{
    ExportFile file(path);
    const Status written = file.write(content);
    return written ? file.commit() : written;
}

} // namespace

ConnectionPorter::ConnectionPorter(const ProfileStore& profiles, Credentials& credentials, QObject* parent)
    : QObject(parent)
    , m_profiles(profiles)
    , m_credentials(credentials)
{
}

void ConnectionPorter::setWindow(QWidget* window)
{
    m_window = window;
}

void ConnectionPorter::chooseImport()
{
    auto* dialog = new QFileDialog(m_window, tr("Import connections"), QDir::homePath(),
        tr("Files of connections (*.json *.ano);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &ConnectionPorter::importFrom);
    dialog->open();
}

void ConnectionPorter::chooseExport()
{
    auto* dialog = new QFileDialog(
        m_window, tr("Export connections"), QDir::homePath(), tr("JSON (*.json);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->setDefaultSuffix(u"json"_s);
    dialog->selectFile(u"drover-connections.json"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &ConnectionPorter::exportTo);
    dialog->open();
}

void ConnectionPorter::importFrom(const QString& file)
{
    whenFinished(onAnotherThread<Result<QByteArray>>([file] { return readFile(file); }), this,
        [this](const QFuture<Result<QByteArray>>& read) { onRead(read.result()); });
}

void ConnectionPorter::onRead(const Result<QByteArray>& content)
{
    const Result<ImportPlan> plan =
        content ? readImport(*content, m_profiles.profiles()) : Result<ImportPlan>(content.error());
    if (!plan) {
        const ErrorWords words = importFaultWords(plan.error());
        Q_EMIT said(Card::Mood::Warn, words.sentence, words.remedy);
        return;
    }
    auto* dialog = new ImportDialog(*plan, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        auto round = std::make_shared<Round>();
        round->left = dialog->chosen();
        round->movesPasswords = dialog->movesPasswords();
        std::ranges::reverse(round->left);
        makeNext(round);
    });
    dialog->open();
    Q_EMIT planned(dialog);
}

void ConnectionPorter::makeNext(const std::shared_ptr<Round>& round)
{
    if (round->left.empty())
        return finish(*round);
    const ImportedConnection one = std::move(round->left.back());
    round->left.pop_back();
    ++round->made;
    if (!round->movesPasswords || one.password.isEmpty()) {
        Q_EMIT imported(one.profile);
        return makeNext(round);
    }
    m_credentials.store(one.profile, one.password)
        .then(this, [this, round, profile = one.profile](const SecretOutcome& outcome) {
            ConnectionProfile saved = profile;
            if (outcome.state == SecretState::Stored) {
                saved.secret = {SecretSource::Kind::Keychain, {}, {}, true};
            } else {
                ++round->refused;
                round->refusal = outcome;
            }
            Q_EMIT imported(saved);
            makeNext(round);
        });
}

void ConnectionPorter::finish(const Round& round)
{
    const QString sentence = tr("%n connection(s) imported.", nullptr, round.made);
    if (round.refused == 0) {
        Q_EMIT said(Card::Mood::Good, sentence, {});
        return;
    }
    const ErrorWords why = keychainWords(round.refusal.state, round.refusal.message);
    Q_EMIT said(Card::Mood::Warn,
        sentence + u' '
            + tr("%n password(s) could not be stored and will be asked for. %1", "%1 says why", round.refused)
                  .arg(why.sentence),
        why.remedy);
}

void ConnectionPorter::exportTo(const QString& file)
{
    const QByteArray content = exportedProfiles(m_profiles.profiles());
    const auto count = static_cast<int>(m_profiles.profiles().size());
    whenFinished(onAnotherThread<Status>([file, content] { return writeFile(file, content); }), this,
        [this, count](const QFuture<Status>& written) {
            const Status status = written.result();
            if (status) {
                Q_EMIT said(Card::Mood::Good,
                    tr("%n connection(s) exported, without passwords.", nullptr, count), {});
                return;
            }
            Q_EMIT said(Card::Mood::Warn,
                tr("The connections could not be exported: %1", "%1 says why")
                    .arg(plainText(status.error().message)),
                tr("Choose another place."));
        });
}

} // namespace drover::ui
