// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "encryption/fieldcipher.h"

#include "encryption/jsonpointer.h"
#include "protocol/jsontext.h"

namespace drover {

using namespace Qt::StringLiterals;

namespace {

const QByteArray dataRoot; // JSON pointers as they are
const QByteArray resultRoot = "returnvalue";

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
    const QByteArrayList& formerFields, ResultFields results)
    : m_queue(qualifiedName(queue))
    , m_fields(fields)
    , m_formerFields(formerFields)
    , m_results(std::move(results))
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

Result<JsonText> FieldCipher::changed(
    const JsonText& text, const QByteArrayList& fields, const QByteArray& root, const Change& change) const
{
    Result<JsonText> result = text;
    for (const QByteArray& field : fields) {
        const TokenPlace place{m_queue, root + field};
        const QByteArrayList steps = parseJsonPointer(field).value_or(QByteArrayList());
        result = replacedAt(*result, steps, [&](QByteArrayView value) -> Replaced {
            Replaced replaced = change(place, value, tokenIn(value));
            if (!replaced)
                return inField(replaced.error(), place.field);
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

FieldCipher::Replaced FieldCipher::sealed(QByteArrayView value, const TokenPlace& place) const
{
    if (m_keys.empty())
        return Error{ErrorCode::Encryption, u"cannot encrypt: there is no key"_s, {}};
    const Result<QByteArray> token = encryptToken(value, m_keys.back(), place);
    if (!token)
        return token.error();
    return std::optional<JsonText>('"' + *token + '"');
}

FieldCipher::Replaced FieldCipher::sealedOnce(
    QByteArrayView value, const TokenPlace& place, const std::optional<QByteArray>& token) const
{
    if (!token)
        return sealed(value, place);
    const Result<JsonText> plaintext = plaintextOf(*token, place);
    if (plaintext)
        return std::optional<JsonText>();
    return isForeign(plaintext.error()) ? sealed(value, place) : Replaced(plaintext.error());
}

FieldCipher::Replaced FieldCipher::opened(
    const TokenPlace& place, const std::optional<QByteArray>& token) const
{
    if (!token)
        return std::optional<JsonText>();
    Result<JsonText> plaintext = plaintextOf(*token, place);
    if (!plaintext)
        return plaintext.error();
    return std::optional(std::move(*plaintext));
}

Result<JsonText> FieldCipher::encrypted(const JsonText& data) const
{
    return changed(data, m_fields, dataRoot,
        [this](const TokenPlace& place, QByteArrayView value, const std::optional<QByteArray>& token) {
            return sealedOnce(value, place, token);
        });
}

Result<JsonText> FieldCipher::decrypted(const JsonText& data) const
{
    return changed(data, m_fields + m_formerFields, dataRoot,
        [this](const TokenPlace& place, QByteArrayView, const std::optional<QByteArray>& token) {
            return opened(place, token);
        });
}

Result<JsonText> FieldCipher::encryptedResult(const JsonText& result) const
{
    return changed(result, m_results.fields, resultRoot,
        [this](const TokenPlace& place, QByteArrayView value, const std::optional<QByteArray>& token) {
            return sealedOnce(value, place, token);
        });
}

Result<JsonText> FieldCipher::decryptedResult(const JsonText& result) const
{
    return changed(result, m_results.fields + m_results.former, resultRoot,
        [this](const TokenPlace& place, QByteArrayView, const std::optional<QByteArray>& token) {
            return opened(place, token);
        });
}

Result<JsonText> FieldCipher::renewed(const JsonText& data) const
{
    const auto renew = [this](const TokenPlace& place, const QByteArray& token) -> Replaced {
        const Result<JsonText> plaintext = plaintextOf(token, place);
        if (!plaintext)
            return plaintext.error();
        const bool isCurrent = !m_keys.empty() && keyIdOfToken(token) == m_keys.back().id();
        return isCurrent ? Replaced(std::optional<JsonText>()) : sealed(*plaintext, place);
    };
    const Result<JsonText> chosen = changed(data, m_fields, dataRoot,
        [&](const TokenPlace& place, QByteArrayView value, const std::optional<QByteArray>& token) {
            return token ? renew(place, *token) : sealed(value, place);
        });
    if (!chosen)
        return chosen;
    // Old tokens of former fields would keep an old key in use.
    return changed(*chosen, m_formerFields, dataRoot,
        [&](const TokenPlace& place, QByteArrayView, const std::optional<QByteArray>& token) {
            return token ? renew(place, *token) : Replaced(std::optional<JsonText>());
        });
}

QByteArrayList FieldCipher::keyIds(const JsonText& data) const
{
    QByteArrayList ids;
    const auto looked = changed(data, m_fields + m_formerFields, dataRoot,
        [&ids](const TokenPlace&, QByteArrayView, const std::optional<QByteArray>& token) -> Replaced {
            const auto id = token ? keyIdOfToken(*token) : std::nullopt;
            if (id && !ids.contains(*id))
                ids.append(*id);
            return std::optional<JsonText>();
        });
    Q_UNUSED(looked); // nothing can be refused
    return ids;
}

} // namespace drover
