// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/filterquery.h"

#include "core/duration.h"

#include <QHash>
#include <QSet>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace drover::ui {

namespace {

//! One word of the line, with its name taken off.
struct Word {
    QString name;
    QString value;
    qsizetype at = 0;
    bool openQuote = false;
};

std::optional<MatchFields> fieldsOf(const QString& name)
{
    if (name == u"id")
        return MatchField::Id;
    if (name == u"name")
        return MatchField::Name;
    if (name == u"error" || name == u"reason")
        return MatchField::Error;
    if (name == u"data")
        return MatchField::Data;
    return std::nullopt;
}

bool isName(const QString& name)
{
    return name == u"state" || name == u"age" || fieldsOf(name).has_value();
}

class Splitter {
public:
    explicit Splitter(const QString& line)
        : m_line(line)
    {
    }

    [[nodiscard]] QList<Word> words()
    {
        QList<Word> words;
        for (skipSpace(); m_at < m_line.size(); skipSpace())
            words.append(next());
        return words;
    }

private:
    void skipSpace()
    {
        while (m_at < m_line.size() && m_line.at(m_at).isSpace())
            ++m_at;
    }

    [[nodiscard]] Word next()
    {
        Word word;
        word.at = m_at;
        qsizetype end = m_at;
        while (end < m_line.size() && m_line.at(end).isLetter())
            ++end;
        const QString name = m_line.mid(m_at, end - m_at).toLower();
        if (end < m_line.size() && m_line.at(end) == u':' && isName(name)) {
            word.name = name;
            m_at = end + 1;
        }
        word.value = value(word.openQuote);
        return word;
    }

    [[nodiscard]] QString value(bool& open)
    {
        QString value;
        if (m_at >= m_line.size() || m_line.at(m_at) != u'"') {
            while (m_at < m_line.size() && !m_line.at(m_at).isSpace())
                value += m_line.at(m_at++);
            return value;
        }
        open = true;
        for (++m_at; m_at < m_line.size(); ++m_at) {
            const QChar c = m_line.at(m_at);
            if (c == u'\\' && m_at + 1 < m_line.size())
                value += m_line.at(++m_at);
            else if (c == u'"') {
                open = false;
                ++m_at;
                break;
            } else
                value += c;
        }
        return value;
    }

    const QString& m_line;
    qsizetype m_at = 0;
};

class Reader {
public:
    [[nodiscard]] FilterQuery read(const QString& line)
    {
        QStringList plain;
        qsizetype plainAt = -1;
        for (const Word& word : Splitter(line).words()) {
            if (word.openQuote)
                complain(FilterQuery::Problem::OpenQuote, word.at);
            if (word.name.isEmpty()) {
                plain.append(word.value);
                plainAt = plainAt < 0 ? word.at : plainAt;
            } else {
                readNamed(word);
            }
        }
        if (!plain.isEmpty())
            addTerm(plain.join(u' '), allMatchFields, plainAt);
        return m_query;
    }

private:
    void complain(FilterQuery::Problem problem, qsizetype at)
    {
        if (m_query.problem != FilterQuery::Problem::None)
            return;
        m_query.problem = problem;
        m_query.problemAt = at;
    }

    void readNamed(const Word& word)
    {
        if (m_names.contains(word.name))
            complain(FilterQuery::Problem::TooMany, word.at);
        m_names.insert(word.name);
        if (word.value.isEmpty()) {
            complain(FilterQuery::Problem::EmptyValue, word.at);
        } else if (word.name == u"state") {
            m_query.state = stateFromName(word.value.toLower().toUtf8());
            if (!m_query.state)
                complain(FilterQuery::Problem::UnknownState, word.at);
        } else if (word.name == u"age") {
            readAge(word);
        } else {
            addTerm(word.value, *fieldsOf(word.name), word.at);
        }
    }

    void readAge(const Word& word)
    {
        const QString text = word.value.startsWith(u'<') ? word.value.mid(1) : word.value;
        const auto age = parseDuration(text.trimmed());
        if (age && age->count() > 0)
            m_query.youngerThan = age->count();
        else
            complain(FilterQuery::Problem::BadAge, word.at);
    }

    //! Stars at the ends say what is so anyway.
    void addTerm(QString text, MatchFields in, qsizetype at)
    {
        while (text.startsWith(u'*'))
            text.remove(0, 1);
        while (text.endsWith(u'*'))
            text.chop(1);
        if (in != allMatchFields && text.contains(u'*'))
            complain(FilterQuery::Problem::StarInside, at);
        if (!text.isEmpty())
            m_query.terms.push_back({text.toUtf8(), in});
    }

    FilterQuery m_query;
    QSet<QString> m_names;
};

} // namespace

FilterQuery parseFilter(const QString& line)
{
    return Reader().read(line);
}

MassFilter toMassFilter(const FilterQuery& query, qint64 now)
{
    MassFilter filter;
    if (!query.terms.empty()) {
        filter.match = query.terms.front().text;
        filter.matchIn = query.terms.front().in;
    }
    if (query.youngerThan)
        filter.since = now - *query.youngerThan;
    return filter;
}

} // namespace drover::ui
