// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "cli/arguments.h"

#include "cli/valuecheck.h"

#include <QList>

#include <algorithm>

namespace drover::cli {
namespace {

QString shown(const QByteArray& bytes)
{
    return QString::fromUtf8(bytes);
}

QString withSuggestion(QString message, const QByteArray& suggestion)
{
    if (!suggestion.isEmpty())
        message += QStringLiteral(" Did you mean %1?").arg(shown(suggestion));
    return message;
}

template <typename Table>
QByteArrayList namesOf(const Table& table, const QByteArray& before = {})
{
    QByteArrayList names;
    for (const auto& row : table)
        names << before + row.name;
    return names;
}

int editDistance(const QByteArray& a, const QByteArray& b)
{
    QList<int> row(b.size() + 1);
    for (qsizetype j = 0; j <= b.size(); ++j)
        row[j] = int(j);
    for (qsizetype i = 1; i <= a.size(); ++i) {
        int diagonal = std::exchange(row[0], int(i));
        for (qsizetype j = 1; j <= b.size(); ++j) {
            const int substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitute});
        }
    }
    return row.last();
}

bool looksLikeOption(const QByteArray& word)
{
    const bool negativeNumber = word.size() > 1 && word[1] >= '0' && word[1] <= '9';
    return word.size() > 1 && word[0] == '-' && !negativeNumber;
}

class Parser {
public:
    explicit Parser(const QByteArrayList& words)
        : m_words(words)
    {
    }

    Expected<Arguments, UsageError> parse()
    {
        while (m_next < m_words.size()) {
            const QByteArray& word = m_words[m_next++];
            if (!m_onlyPositional && word == "--")
                m_onlyPositional = true;
            else if (!m_onlyPositional && looksLikeOption(word)) {
                if (!takeOption(word))
                    return fail();
            } else if (!takePositional(word))
                return fail();
        }
        if (!m_result.help && !finish())
            return fail();
        return std::move(m_result);
    }

private:
    Unexpected<UsageError> fail()
    {
        const bool json = m_result.has("json") || m_words.mid(m_next).contains("--json");
        return Unexpected{UsageError{m_message, m_result.command, json}};
    }
    bool refuse(QString message)
    {
        m_message = std::move(message);
        return false;
    }

    bool takePositional(const QByteArray& word)
    {
        if (m_result.command) {
            m_result.positional << word;
            return true;
        }
        m_result.command = findCommand(word);
        if (m_result.command)
            return true;
        return refuse(withSuggestion(QStringLiteral("There is no verb \"%1\".").arg(shown(word)),
            nearest(word, namesOf(commandTable()))));
    }

    bool takeOption(const QByteArray& word)
    {
        if (word == "-h")
            return takeOption("--help");
        if (!word.startsWith("--"))
            return refuse(
                QStringLiteral("There is no option \"%1\"; options begin with two dashes.").arg(shown(word)));
        const qsizetype equals = word.indexOf('=');
        const QByteArray name = word.mid(2, equals < 0 ? -1 : equals - 2);
        if (!m_result.command && takeSwitch(name))
            return true;
        const OptionSpec* option = findCommonOption(name);
        if (!option && m_result.command)
            option = m_result.command->option(name);
        if (!option)
            return unknownOption(name);
        if (option->kind == ValueKind::Flag) {
            if (equals >= 0)
                return refuse(QStringLiteral("--%1 takes no value.").arg(shown(name)));
            m_result.set(name, {});
            m_result.help = m_result.help || name == "help";
            return true;
        }
        return takeValue(*option, word, equals);
    }

    //! --version, --man, --completion SHELL: only without a verb.
    bool takeSwitch(const QByteArray& name)
    {
        if (name == "version")
            return m_result.version = true;
        if (name == "man")
            return m_result.man = true;
        if (name == "completion") {
            m_result.completion = m_next < m_words.size() ? m_words[m_next++] : QByteArray("?");
            return true;
        }
        return false;
    }

    bool unknownOption(const QByteArray& name)
    {
        QByteArrayList candidates = namesOf(commonOptions(), "--");
        if (!m_result.command)
            return refuse(
                withSuggestion(QStringLiteral("There is no option \"--%1\" before a verb.").arg(shown(name)),
                    nearest("--" + name, candidates)));
        candidates += namesOf(m_result.command->options, "--");
        return refuse(withSuggestion(
            QStringLiteral("\"%1\" has no option \"--%2\".").arg(shown(m_result.command->name), shown(name)),
            nearest("--" + name, candidates)));
    }

    bool takeValue(const OptionSpec& option, const QByteArray& word, qsizetype equals)
    {
        const bool next = equals < 0;
        if (next && m_next >= m_words.size())
            return refuse(
                QStringLiteral("--%1 needs a value: %2.").arg(shown(option.name), shown(option.placeholder)));
        const QByteArray value = next ? m_words[m_next++] : word.mid(equals + 1);
        if (!option.repeated && m_result.has(option.name))
            return refuse(QStringLiteral("--%1 is there twice.").arg(shown(option.name)));
        const QString wrong = checkValue(option.kind, option.choices, value);
        if (!wrong.isEmpty())
            return refuse(QStringLiteral("--%1: %2").arg(shown(option.name), wrong));
        m_result.set(option.name, value);
        if (option.takesRest) {
            m_result.rest = m_words.mid(m_next);
            m_next = m_words.size();
        }
        return true;
    }

    bool finish()
    {
        if (!m_result.command)
            return true;
        const auto& arguments = m_result.command->arguments;
        const qsizetype given = m_result.positional.size();
        const bool isOpen = !arguments.empty() && arguments.back().repeated;
        if (given > qsizetype(arguments.size()) && !isOpen)
            return refuse(QStringLiteral("\"%1\" is one argument too many.")
                              .arg(shown(m_result.positional[qsizetype(arguments.size())])));
        for (qsizetype i = 0; i < qsizetype(arguments.size()); ++i) {
            const ArgumentSpec& argument = arguments[size_t(i)];
            if (i >= given && !argument.optional)
                return refuse(
                    QStringLiteral("%1 is missing: %2.").arg(shown(argument.name), shown(argument.help)));
            if (i >= given)
                break;
            const QString wrong = checkValue(argument.kind, argument.choices, m_result.positional[i]);
            if (!wrong.isEmpty())
                return refuse(QStringLiteral("%1: %2").arg(shown(argument.name), wrong));
        }
        return finishProfile();
    }

    //! A place is named once, and what opens the lock of a profile needs one.
    bool finishProfile()
    {
        for (const char* other : {"connect", "redis"}) {
            if (m_result.has("profile") && m_result.has(other))
                return refuse(QStringLiteral("--profile and --%1 name two places; leave one out.")
                                  .arg(QLatin1StringView(other)));
        }
        if (m_result.has("unlock") && !m_result.has("profile"))
            return refuse(QStringLiteral("--unlock is for a connection that --profile names."));
        return true;
    }

    const QByteArrayList m_words;
    qsizetype m_next = 0;
    bool m_onlyPositional = false;
    Arguments m_result;
    QString m_message;
};

} // namespace

bool Arguments::has(QByteArrayView option) const
{
    return m_options.contains(option.toByteArray());
}

QByteArray Arguments::text(QByteArrayView option, const QByteArray& fallback) const
{
    const auto found = m_options.constFind(option.toByteArray());
    return found == m_options.cend() ? fallback : found->last();
}

QByteArrayList Arguments::all(QByteArrayView option) const
{
    return m_options.value(option.toByteArray());
}

qint64 Arguments::number(QByteArrayView option, qint64 fallback) const
{
    return has(option) ? text(option).toLongLong() : fallback;
}

Milliseconds Arguments::duration(QByteArrayView option, Milliseconds fallback) const
{
    if (!has(option))
        return fallback;
    const OptionSpec* spec = command ? command->option(option) : nullptr;
    const bool seconds = spec && spec->kind == ValueKind::Grace;
    return parseDuration(text(option), seconds ? Milliseconds(1000) : Milliseconds(1)).value_or(fallback);
}

QByteArray Arguments::argument(QByteArrayView name) const
{
    for (size_t i = 0; command && i < command->arguments.size(); ++i) {
        if (command->arguments[i].name == name)
            return positional.value(qsizetype(i));
    }
    return {};
}

Expected<Arguments, UsageError> parseArguments(const QByteArrayList& words)
{
    return Parser(words).parse();
}

QByteArray nearest(const QByteArray& word, const QByteArrayList& candidates)
{
    QByteArray best;
    int bestDistance = std::max(2, int(word.size()) / 3) + 1;
    for (const QByteArray& candidate : candidates) {
        const bool begins = word.size() >= 2 && candidate.startsWith(word);
        const int distance = begins ? 1 : editDistance(word, candidate);
        if (distance < bestDistance) {
            bestDistance = distance;
            best = candidate;
        }
    }
    return best;
}

} // namespace drover::cli
