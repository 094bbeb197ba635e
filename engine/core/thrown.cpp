// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "core/thrown.h"

#include "core/error.h"
#include "core/logging_p.h"

#include <QString>

#include <cstdlib>
#include <cxxabi.h>
#include <string>
#include <typeinfo>

namespace drover {
namespace {

QByteArray typeName(const char* mangled)
{
    int status = 0;
    char* name = abi::__cxa_demangle(mangled, nullptr, nullptr, &status);
    const QByteArray result(status == 0 ? name : mangled);
    std::free(name);
    return result;
}

//! The text of what was thrown; empty when its type has none.
QByteArray textOf(const std::exception_ptr& thrown)
{
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
        return QByteArray(error.what());
    } catch (const Error& error) {
        return error.message.toUtf8();
    } catch (const QString& text) {
        return text.toUtf8();
    } catch (const QByteArray& text) {
        return text;
    } catch (const std::string& text) {
        return QByteArray::fromStdString(text);
    } catch (const char* text) {
        return QByteArray(text);
    } catch (int number) {
        return QByteArray::number(number);
    } catch (...) {
        return {};
    }
}

QByteArray typeOf(const std::exception_ptr& thrown)
{
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
        return typeName(typeid(error).name());
    } catch (...) {
        const std::type_info* type = abi::__cxa_current_exception_type();
        return type ? typeName(type->name()) : QByteArrayLiteral("unknown");
    }
}

} // namespace

Thrown describeThrown(const std::exception_ptr& thrown)
{
    const QByteArray type = typeOf(thrown);
    const QByteArray text = textOf(thrown);
    return {type, text.isEmpty() ? "threw " + type : text};
}

void logThrown(const char* where) noexcept
{
    try {
        const Thrown thrown = describeThrown();
        qCCritical(logCore).noquote() << "Uncaught in" << where << "-" << thrown.type << ":" << thrown.text;
    } catch (...) { // no memory to say so
    }
}

} // namespace drover
