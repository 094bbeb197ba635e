// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "protocol/jsonscanner_p.h"
#include "protocol/jsontext.h"

#include <QString>

#include <array>
#include <charconv>
#include <cmath>

namespace drover::json {

namespace {

constexpr QByteArrayView replacement = "\xef\xbf\xbd";

void appendUtf8(QByteArray& out, char32_t code)
{
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xc0 | (code >> 6));
        out += static_cast<char>(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xe0 | (code >> 12));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
        out += static_cast<char>(0x80 | (code & 0x3f));
    } else {
        out += static_cast<char>(0xf0 | (code >> 18));
        out += static_cast<char>(0x80 | ((code >> 12) & 0x3f));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
        out += static_cast<char>(0x80 | (code & 0x3f));
    }
}

// Of four checked hexadecimal digits.
char32_t hexCode(QByteArrayView digits)
{
    return digits.first(4).toUInt(nullptr, 16);
}

bool isHigh(char32_t code)
{
    return code >= 0xd800 && code < 0xdc00;
}

bool isLow(char32_t code)
{
    return code >= 0xdc00 && code < 0xe000;
}

// `inner` starts behind "\u"; answers how many bytes were used.
qsizetype appendUnicode(QByteArray& out, QByteArrayView inner)
{
    const char32_t code = hexCode(inner);
    if (isHigh(code) && inner.sliced(4).startsWith("\\u") && inner.size() >= 10) {
        const char32_t low = hexCode(inner.sliced(6));
        if (isLow(low)) {
            appendUtf8(out, 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00));
            return 10;
        }
    }
    if (isHigh(code) || isLow(code))
        out += replacement;
    else
        appendUtf8(out, code);
    return 4;
}

char escaped(char letter)
{
    switch (letter) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return letter;
    }
}

void appendControl(QByteArray& out, uchar byte)
{
    switch (byte) {
    case '\b':
        out += "\\b";
        break;
    case '\f':
        out += "\\f";
        break;
    case '\n':
        out += "\\n";
        break;
    case '\r':
        out += "\\r";
        break;
    case '\t':
        out += "\\t";
        break;
    default:
        out += "\\u00" + QByteArray::number(byte, 16).rightJustified(2, '0');
    }
}

// Digits without point and the position of the point behind the first `point` digits.
QByteArray placed(QByteArray digits, int point)
{
    const auto count = static_cast<int>(digits.size());
    if (point > 21 || point < -5) {
        if (count > 1)
            digits.insert(1, '.');
        return digits + (point > 0 ? "e+" : "e-") + QByteArray::number(std::abs(point - 1));
    }
    if (point >= count)
        return digits.leftJustified(point, '0');
    if (point > 0)
        return digits.insert(point, '.');
    return "0." + QByteArray(-point, '0') + digits;
}

} // namespace

std::optional<QByteArray> decodeString(QByteArrayView string)
{
    Scanner scanner(string);
    if (!scanner.scanString() || !scanner.atEnd())
        return std::nullopt;
    const QByteArrayView inner = string.sliced(1, string.size() - 2);
    QByteArray result;
    result.reserve(inner.size());
    for (qsizetype at = 0; at < inner.size();) {
        const qsizetype slash = inner.indexOf('\\', at);
        if (slash < 0)
            return result.append(inner.sliced(at));
        result.append(inner.sliced(at, slash - at));
        const char letter = inner[slash + 1];
        at = slash + 2;
        if (letter == 'u')
            at += appendUnicode(result, inner.sliced(at));
        else
            result.append(escaped(letter));
    }
    return result;
}

QByteArray encodeString(QByteArrayView utf8)
{
    QByteArray result;
    result.reserve(utf8.size() + 2);
    result += '"';
    const char* const end = utf8.data() + utf8.size();
    for (const char* at = utf8.data(); at < end;) {
        const auto byte = static_cast<uchar>(*at);
        const int length = utf8Length(at, end);
        if (length == 0) {
            result += replacement;
        } else if (byte < 0x20) {
            appendControl(result, byte);
        } else {
            if (byte == '"' || byte == '\\')
                result += '\\';
            result.append(at, length);
        }
        at += std::max(length, 1);
    }
    return result += '"';
}

QByteArray encodeString(QStringView text)
{
    return encodeString(QByteArrayView(text.toUtf8()));
}

std::optional<double> decodeNumber(QByteArrayView number)
{
    Scanner scanner(number);
    if (!scanner.scanNumber() || !scanner.atEnd())
        return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (error == std::errc::result_out_of_range) {
        // from_chars does not say whether it is too large, or so small that it is zero.
        const QByteArrayView digits = number.startsWith('-') ? number.sliced(1) : number;
        const bool exponent = number.contains('e') || number.contains('E');
        const bool small = exponent ? number.contains("e-") || number.contains("E-") : digits.startsWith('0');
        return small ? std::optional(0.0) : std::nullopt;
    }
    return error == std::errc() ? std::optional(value) : std::nullopt;
}

QByteArray encodeNumber(double value)
{
    if (!std::isfinite(value))
        return "null";
    if (value == 0)
        return "0";
    std::array<char, 32> buffer{};
    const auto result = std::to_chars(
        buffer.data(), buffer.data() + buffer.size(), std::abs(value), std::chars_format::scientific);
    const QByteArrayView text(buffer.data(), result.ptr);
    const qsizetype e = text.indexOf('e');
    const int exponent = text.sliced(e + 1).toInt();
    QByteArray digits = text.first(e).toByteArray();
    digits.replace(".", "");
    return (value < 0 ? "-" : "") + placed(digits, exponent + 1);
}

} // namespace drover::json
