// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "encryption/keyexport.h"

#include "protocol/jsontext.h"

namespace drover {

namespace {
//! %1 is the queue.
constexpr const char* example = R"(import { readFileSync } from 'node:fs';
import { importJWK, CompactEncrypt, compactDecrypt } from 'jose';
const jwk = JSON.parse(readFileSync('key.json', 'utf8'));
const key = await importJWK(jwk, 'A256GCM');
const place = (field) => ({ alg: 'dir', enc: 'A256GCM', kid: jwk.kid, queue: '%1', field });
export const encrypt = (value, field) =>
  new CompactEncrypt(new TextEncoder().encode(JSON.stringify(value))).setProtectedHeader(place(field)).encrypt(key);
export const decrypt = async (token) =>
  JSON.parse(new TextDecoder().decode((await compactDecrypt(token, key)).plaintext));
// queue.add('pay', { card: { number: await encrypt('4111', '/card/number') } }))";
} // namespace

JsonText jsonWebKey(const EncryptionKey& key)
{
    return json::ObjectWriter()
        .string("kty", "oct")
        .string("alg", "A256GCM")
        .string("kid", QByteArrayView(key.id()))
        .string("k", QByteArrayView(key.toBase64Url()))
        .take();
}

QString joseExample(const QString& queue)
{
    QString literal = queue;
    literal.replace(u'\\', QStringLiteral("\\\\")).replace(u'\'', QStringLiteral("\\'"));
    return QString::fromUtf8(example).arg(literal);
}

} // namespace drover
