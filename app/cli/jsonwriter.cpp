// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/jsonwriter.h"

#include <QString>

namespace drover::cli {

QByteArray jsonString(QStringView text)
{
    QByteArray json;
    json.reserve(text.size() + 2);
    json += '"';
    for (const char c : text.toUtf8()) {
        switch (c) {
        case '"':
            json += "\\\"";
            break;
        case '\\':
            json += "\\\\";
            break;
        case '\n':
            json += "\\n";
            break;
        case '\r':
            json += "\\r";
            break;
        case '\t':
            json += "\\t";
            break;
        default:
            if (c >= 0 && c < 0x20)
                json += "\\u00" + QByteArray::number(c, 16).rightJustified(2, '0');
            else
                json += c;
        }
    }
    return json += '"';
}

QByteArray jsonString(QByteArrayView utf8)
{
    return jsonString(QString::fromUtf8(utf8));
}

QByteArray jsonBool(bool value)
{
    return value ? QByteArrayLiteral("true") : QByteArrayLiteral("false");
}

JsonObject& JsonObject::raw(QByteArrayView name, QByteArrayView json)
{
    if (!m_members.isEmpty())
        m_members += ',';
    m_members += jsonString(name) + ':';
    m_members += json;
    return *this;
}

JsonArray& JsonArray::raw(QByteArrayView json)
{
    if (!m_items.isEmpty())
        m_items += ',';
    m_items += json;
    return *this;
}

} // namespace drover::cli
