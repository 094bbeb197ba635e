// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "encryption/compactjwe.h"
#include "protocol/joboptions.h"
#include "protocol/queueid.h"

#include <QByteArrayList>

#include <functional>
#include <vector>

namespace drover {

//! Encrypts and decrypts chosen fields in the data of one queue's jobs. A field is a JSON value; encrypted,
//! it is a JSON string with a compact JWE (compactjwe.h) of the value's exact bytes. All other bytes of the
//! data stay; fields that are not there are passed over. Immutable, so threads may share it.
//!
//! What stays readable: the name of the job, its id and options, other fields, and whatever a processor
//! writes into logs, progress, results and errors.
class FieldCipher final {
public:
    //! `fields` are JSON pointers of which none leads into another; `keys` from the oldest to the newest,
    //! which encrypts, while all of them decrypt. `formerFields` are decrypted only.
    FieldCipher(const QueueId& queue, const QByteArrayList& fields, std::vector<EncryptionKey> keys,
        const QByteArrayList& formerFields = {});

    //! The queue with its prefix, as the tokens name it.
    [[nodiscard]] static QByteArray qualifiedName(const QueueId& queue)
    {
        return queue.prefix + ':' + queue.name;
    }
    //! Empty, or what is wrong with a choice of fields.
    [[nodiscard]] static QString problemOf(const QByteArrayList& fields);

    [[nodiscard]] const QByteArrayList& fields() const { return m_fields; }

    //! For what is written. A token of this queue and field stays as it is; one that cannot be decrypted
    //! here is an error, not clear text that is encrypted again.
    [[nodiscard]] Result<JsonText> encrypted(const JsonText& data) const;
    //! For whoever may see it. Fields in clear text, from before they were chosen, stay. One that cannot be
    //! decrypted, and there is nothing but the error.
    [[nodiscard]] Result<JsonText> decrypted(const JsonText& data) const;
    //! Everything under the newest key; the same bytes where it is so already.
    [[nodiscard]] Result<JsonText> renewed(const JsonText& data) const;

private:
    using Change = std::function<Result<std::optional<JsonText>>(
        const TokenPlace& place, QByteArrayView value, const std::optional<QByteArray>& token)>;
    enum class Fields : quint8 { Present, All };
    [[nodiscard]] Result<JsonText> changed(const JsonText& data, Fields which, const Change& change) const;
    [[nodiscard]] Result<JsonText> plaintextOf(const QByteArray& token, const TokenPlace& place) const;
    [[nodiscard]] Result<std::optional<JsonText>> sealed(QByteArrayView value, const TokenPlace& place) const;

    QByteArray m_queue;
    QByteArrayList m_fields;
    QByteArrayList m_formerFields;
    std::vector<EncryptionKey> m_keys;
};

} // namespace drover
