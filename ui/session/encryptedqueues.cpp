// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/encryptedqueues.h"

#include "encryption/keystore.h"
#include "security/sessionsecretstore.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace drover::ui {

Status mayHandleData(const QueueId& queue)
{
    const QString path = KeyStore::defaultPath();
    if (!QFileInfo::exists(path))
        return Done{};
    SessionSecretStore noKeys; // which fields they are is in the file alone
    const Result<QueueEncryption> about = KeyStore(path, noKeys).queue(queue);
    if (!about)
        return about.error();
    if (about->fields.isEmpty() && about->formerFields.isEmpty())
        return Done{};
    return Error{ErrorCode::Encryption,
        u"the window does not encrypt yet; for this queue use drover add, drover update and drover work"_s,
        {}};
}

} // namespace drover::ui
