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

//! Fields of what jobs return: JSON pointers into the result, "" = all of it. In tokens they are named with
//! "returnvalue" in front, "returnvalue/card", so that none can be moved between data and result.
struct ResultFields {
    QByteArrayList fields;
    QByteArrayList former; //!< decrypted only

    bool operator==(const ResultFields&) const = default;
};

//! Encrypts and decrypts chosen fields in the data and the results of one queue's jobs. A field is a JSON
//! value; encrypted, it is a JSON string with a compact JWE (compactjwe.h) of the value's exact bytes. All
//! other bytes of the data stay; fields that are not there are passed over. Immutable, so threads may share
//! it.
//!
//! What stays readable: the name of the job, its id and options, other fields, and whatever a processor
//! writes into logs, progress and errors.
class FieldCipher final {
public:
    //! `fields` are JSON pointers of which none leads into another; `keys` from the oldest to the newest,
    //! which encrypts, while all of them decrypt. `formerFields` are decrypted only.
    FieldCipher(const QueueId& queue, const QByteArrayList& fields, std::vector<EncryptionKey> keys,
        const QByteArrayList& formerFields = {}, ResultFields results = {});

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
    //! Everything under the newest key, what is encrypted in former fields too; the same bytes where it is
    //! so already.
    [[nodiscard]] Result<JsonText> renewed(const JsonText& data) const;
    //! The same for what a job returns.
    [[nodiscard]] Result<JsonText> encryptedResult(const JsonText& result) const;
    [[nodiscard]] Result<JsonText> decryptedResult(const JsonText& result) const;
    //! The keys under which fields of the data are, as their tokens say; each once.
    [[nodiscard]] QByteArrayList keyIds(const JsonText& data) const;

private:
    using Replaced = Result<std::optional<JsonText>>;
    using Change = std::function<Replaced(
        const TokenPlace& place, QByteArrayView value, const std::optional<QByteArray>& token)>;
    //! Every field below `root`, which is how its pointer begins in tokens.
    [[nodiscard]] Result<JsonText> changed(const JsonText& text, const QByteArrayList& fields,
        const QByteArray& root, const Change& change) const;
    [[nodiscard]] Replaced sealedOnce(
        QByteArrayView value, const TokenPlace& place, const std::optional<QByteArray>& token) const;
    [[nodiscard]] Replaced opened(const TokenPlace& place, const std::optional<QByteArray>& token) const;
    [[nodiscard]] Result<JsonText> plaintextOf(const QByteArray& token, const TokenPlace& place) const;
    [[nodiscard]] Replaced sealed(QByteArrayView value, const TokenPlace& place) const;

    QByteArray m_queue;
    QByteArrayList m_fields;
    QByteArrayList m_formerFields;
    ResultFields m_results;
    std::vector<EncryptionKey> m_keys;
};

} // namespace drover
