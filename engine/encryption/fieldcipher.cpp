// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "encryption/fieldcipher.h"

#include "encryption/jsonpointer.h"
#include "protocol/jsontext.h"

namespace drover {

using namespace Qt::StringLiterals;

namespace {

using Replaced = Result<std::optional<JsonText>>;

//! The token in a value that is one, also a damaged one.
std::optional<QByteArray> tokenIn(QByteArrayView value)
{
    if (json::type(value) != json::Type::String)
        return std::nullopt;
    std::optional<QByteArray> text = json::decodeString(value);
    return text && looksEncrypted(*text) ? text : std::nullopt;
}

Error inField(Error error, const QByteArray& field)
{
    const QString name = QString::fromUtf8(field);
    error.message += u" (field %1)"_s.arg(name.isEmpty() ? u"\"\""_s : name);
    error.context.insert(u"field"_s, name);
    return error;
}

//! A text of another kind that only begins as our tokens do, e.g. a JWE of the user's own.
bool isForeign(const Error& error)
{
    const QString reason = error.context.value(u"reason"_s).toString();
    return reason == tokenFaultName(TokenFault::NotAToken) || reason == tokenFaultName(TokenFault::Header)
        || reason == tokenFaultName(TokenFault::TooLarge);
}

bool leadsInto(const QByteArrayList& outer, const QByteArrayList& inner)
{
    return outer.size() <= inner.size() && inner.first(outer.size()) == outer;
}

} // namespace

FieldCipher::FieldCipher(const QueueId& queue, const QByteArrayList& fields, std::vector<EncryptionKey> keys,
    const QByteArrayList& formerFields)
    : m_queue(qualifiedName(queue))
    , m_fields(fields)
    , m_formerFields(formerFields)
    , m_keys(std::move(keys))
{
}

QString FieldCipher::problemOf(const QByteArrayList& fields)
{
    std::vector<QByteArrayList> all;
    for (const QByteArray& field : fields) {
        const std::optional<QByteArrayList> steps = parseJsonPointer(field);
        if (!steps)
            return u"%1 is no JSON pointer; one looks like /card/number"_s.arg(QString::fromUtf8(field));
        for (size_t i = 0; i < all.size(); ++i) {
            if (leadsInto(all[i], *steps) || leadsInto(*steps, all[i]))
                return u"%1 and %2 lead into each other"_s.arg(
                    QString::fromUtf8(fields[qsizetype(i)]), QString::fromUtf8(field));
        }
        all.push_back(*steps);
    }
    return {};
}

Result<JsonText> FieldCipher::changed(const JsonText& data, Fields which, const Change& change) const
{
    Result<JsonText> result = data;
    for (const QByteArray& field : which == Fields::All ? m_fields + m_formerFields : m_fields) {
        const TokenPlace place{m_queue, field};
        const QByteArrayList steps = parseJsonPointer(field).value_or(QByteArrayList());
        result = replacedAt(*result, steps, [&](QByteArrayView value) -> Replaced {
            Replaced replaced = change(place, value, tokenIn(value));
            if (!replaced)
                return inField(replaced.error(), field);
            return replaced;
        });
        if (!result)
            break;
    }
    return result;
}

Result<JsonText> FieldCipher::plaintextOf(const QByteArray& token, const TokenPlace& place) const
{
    Result<QByteArray> plaintext = decryptToken(token, m_keys, place);
    if (plaintext && !json::isValid(*plaintext))
        return Error{ErrorCode::Encryption, u"cannot decrypt: what was encrypted is not JSON"_s,
            {{u"reason"_s, u"not-json"_s}}};
    return plaintext;
}

Replaced FieldCipher::sealed(QByteArrayView value, const TokenPlace& place) const
{
    if (m_keys.empty())
        return Error{ErrorCode::Encryption, u"cannot encrypt: there is no key"_s, {}};
    const Result<QByteArray> token = encryptToken(value, m_keys.back(), place);
    if (!token)
        return token.error();
    return std::optional<JsonText>('"' + *token + '"');
}

Result<JsonText> FieldCipher::encrypted(const JsonText& data) const
{
    return changed(data, Fields::Present,
        [this](const TokenPlace& place, QByteArrayView value,
            const std::optional<QByteArray>& token) -> Replaced {
            if (!token)
                return sealed(value, place);
            const Result<JsonText> plaintext = plaintextOf(*token, place);
            if (plaintext)
                return std::optional<JsonText>();
            return isForeign(plaintext.error()) ? sealed(value, place) : Replaced(plaintext.error());
        });
}

Result<JsonText> FieldCipher::decrypted(const JsonText& data) const
{
    return changed(data, Fields::All,
        [this](const TokenPlace& place, QByteArrayView, const std::optional<QByteArray>& token) -> Replaced {
            if (!token)
                return std::optional<JsonText>();
            Result<JsonText> plaintext = plaintextOf(*token, place);
            if (!plaintext)
                return plaintext.error();
            return std::optional(std::move(*plaintext));
        });
}

Result<JsonText> FieldCipher::renewed(const JsonText& data) const
{
    return changed(data, Fields::Present,
        [this](const TokenPlace& place, QByteArrayView value,
            const std::optional<QByteArray>& token) -> Replaced {
            if (!token)
                return sealed(value, place);
            const Result<JsonText> plaintext = plaintextOf(*token, place);
            if (!plaintext)
                return plaintext.error();
            const bool isCurrent = !m_keys.empty() && keyIdOfToken(*token) == m_keys.back().id();
            return isCurrent ? Replaced(std::optional<JsonText>()) : sealed(*plaintext, place);
        });
}

} // namespace drover
