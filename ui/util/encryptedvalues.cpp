// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/encryptedvalues.h"

#include "encryption/compactjwe.h"
#include "protocol/jsontext.h"

#include <QCoreApplication>

#include <algorithm>
#include <optional>

namespace drover::ui {

namespace {
struct Found {
    qsizetype at = 0; //!< of the opening quote
    qsizetype end = 0; //!< behind the closing one
    QByteArray keyId;
};

QString wordsFor(const QByteArray& keyId)
{
    return QCoreApplication::translate(
        "drover::ui", "encrypted, key %1", "in the place of a value; id of a key")
        .arg(QString::fromLatin1(keyId));
}

//! The next string that is a token. Tokens have no escapes, so the next quote ends them.
std::optional<Found> next(const QByteArray& json, qsizetype from)
{
    for (qsizetype at = json.indexOf("\"eyJ", from); at >= 0; at = json.indexOf("\"eyJ", at + 1)) {
        qsizetype close = json.indexOf('"', at + 1);
        if (close < 0)
            close = json.size(); // only the beginning of the text is here
        if (const auto id = keyIdOfToken(QByteArrayView(json).sliced(at + 1, close - at - 1)))
            return Found{at, std::min(close + 1, json.size()), *id};
    }
    return std::nullopt;
}
} // namespace

QByteArray nameEncrypted(const QByteArray& json)
{
    QByteArray result;
    qsizetype done = 0;
    while (const auto found = next(json, done)) {
        const QString words = wordsFor(found->keyId);
        result += json.mid(done, found->at - done) + json::encodeString(QStringView(words));
        done = found->end;
    }
    return result + json.mid(done);
}

QByteArray nameIfEncrypted(const QByteArray& value)
{
    const auto id = keyIdOfToken(value);
    return id ? wordsFor(*id).toUtf8() : value;
}

bool holdsEncrypted(const QByteArray& json)
{
    return next(json, 0).has_value();
}

} // namespace drover::ui
