// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "encryption/compactjwe.h"

#include "encryption/aesgcm_p.h"
#include "encryption/base64url_p.h"
#include "protocol/jsontext.h"

#include <algorithm>
#include <array>

namespace drover {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype largestHeader = 4096; // base64url
constexpr qsizetype largestToken = largestHeader + largestPlaintext / 3 * 4 + 64;

struct FaultRow {
    QLatin1StringView name;
    QLatin1StringView sentence;
};
constexpr std::array faultRows{
    FaultRow{"not-a-token"_L1, "the text is no compact JWE"_L1},
    FaultRow{"too-large"_L1, "the token is too large"_L1},
    FaultRow{"header"_L1,
        "its header has other members or values than alg dir, enc A256GCM, kid, queue, field"_L1},
    FaultRow{"elsewhere"_L1, "it belongs to another queue or field"_L1},
    FaultRow{"unknown-key"_L1, "its key is not known here"_L1},
    FaultRow{"altered"_L1, "it was altered, or made with another key of this id"_L1},
};

Error refused(TokenFault fault, QVariantMap context = {})
{
    const FaultRow& row = faultRows.at(static_cast<size_t>(fault));
    context.insert(u"reason"_s, QString(row.name));
    return {ErrorCode::Encryption, u"cannot decrypt: "_s + row.sentence, context};
}

struct Header {
    QByteArray kid;
    TokenPlace place;
};

JsonText headerText(const Header& header)
{
    return json::ObjectWriter()
        .string("alg", "dir")
        .string("enc", "A256GCM")
        .string("kid", QByteArrayView(header.kid))
        .string("queue", QByteArrayView(header.place.queue))
        .string("field", QByteArrayView(header.place.field))
        .take();
}

//! Nothing unless it is one of ours to the letter, but for order and white space.
std::optional<Header> readHeader(QByteArrayView base64)
{
    const std::optional<QByteArray> text = decodeBase64Url(base64);
    const auto members = text ? json::members(*text) : std::nullopt;
    if (!members || members->size() != 5)
        return std::nullopt;
    const auto member = [&members](QByteArrayView quotedName) -> std::optional<QByteArray> {
        const auto found = std::ranges::find(*members, quotedName, &json::Member::key);
        return found == members->end() ? std::nullopt : json::decodeString(found->value);
    };
    const auto kid = member(R"("kid")");
    const auto queue = member(R"("queue")");
    const auto field = member(R"("field")");
    if (member(R"("alg")") != "dir" || member(R"("enc")") != "A256GCM" || !kid || !queue || !field
        || !EncryptionKey::isKeyId(*kid))
        return std::nullopt;
    return Header{*kid, {*queue, *field}};
}

struct Parts {
    QByteArrayView header;
    QByteArrayView iv;
    QByteArrayView ciphertext;
    QByteArrayView tag;
};

std::optional<Parts> split(QByteArrayView token)
{
    std::array<QByteArrayView, 5> parts;
    for (size_t i = 0; i < parts.size(); ++i) {
        const qsizetype dot = i + 1 < parts.size() ? token.indexOf('.') : token.size();
        if (dot < 0)
            return std::nullopt;
        parts.at(i) = token.first(dot);
        token = i + 1 < parts.size() ? token.sliced(dot + 1) : QByteArrayView();
    }
    const bool isDirect = parts[1].isEmpty(); // no encrypted key
    if (!isDirect || parts[0].isEmpty() || parts[0].size() > largestHeader || parts[4].contains('.'))
        return std::nullopt;
    return Parts{parts[0], parts[2], parts[3], parts[4]};
}

} // namespace

QLatin1StringView tokenFaultName(TokenFault fault)
{
    return faultRows.at(static_cast<size_t>(fault)).name;
}

Result<QByteArray> encryptToken(QByteArrayView plaintext, const EncryptionKey& key, const TokenPlace& place)
{
    const auto cannot = [](QLatin1StringView reason) {
        return Error{ErrorCode::Encryption, u"cannot encrypt: "_s + reason, {}};
    };
    if (plaintext.size() > largestPlaintext)
        return cannot("the value is too large"_L1);
    const QByteArray header = encodeBase64Url(headerText({key.id(), place}));
    // What is not UTF-8 would come back as something else.
    const std::optional<Header> read = readHeader(header);
    if (header.size() > largestHeader || !read || read->place != place)
        return cannot("the names of queue and field do not fit into a header"_L1);
    const std::optional<aesgcm::Sealed> sealed = aesgcm::seal(key, header, plaintext);
    if (!sealed)
        return cannot("OpenSSL failed"_L1);
    return QByteArray(header + ".." + encodeBase64Url(sealed->iv) + '.' + encodeBase64Url(sealed->ciphertext)
        + '.' + encodeBase64Url(sealed->tag));
}

Result<QByteArray> decryptToken(
    QByteArrayView token, const std::vector<EncryptionKey>& keys, const TokenPlace& place)
{
    if (token.size() > largestToken)
        return refused(TokenFault::TooLarge);
    const std::optional<Parts> parts = split(token);
    if (!parts)
        return refused(TokenFault::NotAToken);
    const std::optional<Header> header = readHeader(parts->header);
    if (!header)
        return refused(TokenFault::Header);
    if (header->place != place)
        return refused(TokenFault::Elsewhere);
    const QVariantMap about{{u"kid"_s, QString::fromLatin1(header->kid)}};
    const auto key = std::ranges::find(keys, header->kid, &EncryptionKey::id);
    if (key == keys.end())
        return refused(TokenFault::UnknownKey, about);
    const auto iv = decodeBase64Url(parts->iv);
    auto ciphertext = decodeBase64Url(parts->ciphertext);
    const auto tag = decodeBase64Url(parts->tag);
    if (!iv || !ciphertext || !tag || iv->size() != aesgcm::ivSize || tag->size() != aesgcm::tagSize)
        return refused(TokenFault::NotAToken);
    std::optional<QByteArray> plaintext =
        aesgcm::open(*key, parts->header, {*iv, std::move(*ciphertext), *tag});
    if (!plaintext)
        return refused(TokenFault::Altered, about);
    return std::move(*plaintext);
}

bool looksEncrypted(QByteArrayView text)
{
    if (!text.startsWith("eyJ")) // {" in base64url
        return false;
    const qsizetype first = text.indexOf('.');
    const qsizetype second = first < 0 ? -1 : text.indexOf('.', first + 1);
    const bool isSigned = second > first + 1 && second + 1 < text.size() && text.indexOf('.', second + 1) < 0;
    return !isSigned;
}

std::optional<QByteArray> keyIdOfToken(QByteArrayView token)
{
    const qsizetype dot = token.indexOf('.');
    if (!looksEncrypted(token) || dot < 0 || dot > largestHeader)
        return std::nullopt;
    const std::optional<Header> header = readHeader(token.first(dot));
    return header ? std::optional(header->kid) : std::nullopt;
}

} // namespace drover
