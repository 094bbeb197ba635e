// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT

// Runs at build time: embed-scripts <bullmq package> <manifest> <output.cpp> [<folder of our own scripts>]
// Flattens the package's scripts, compares them with the manifest and writes them as C++, ours behind them.
#include "scriptflattener.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QStringList>

#include <cstdio>
#include <vector>

namespace {

using namespace drover::embed;

struct Script {
    QByteArray name;
    QByteArray keys;
    QByteArray sha1;
    QByteArray text;
};

int fail(const QString& message)
{
    std::fprintf(stderr, "error: %s\n", qPrintable(message));
    return 1;
}

QByteArray readFile(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Lines "name keys sha1"; '#' starts a comment.
std::vector<Script> readManifest(const QString& path)
{
    std::vector<Script> scripts;
    const QByteArrayList lines = readFile(path).split('\n');
    for (const QByteArray& line : lines) {
        const QByteArrayList fields = line.simplified().split(' ');
        if (fields.size() == 3 && !line.startsWith('#'))
            scripts.push_back({fields[0], fields[1], fields[2], {}});
    }
    return scripts;
}

// What the package has and the manifest has not, as names with the number of keys.
QStringList unlisted(const QDir& commands, const std::vector<Script>& manifest)
{
    QStringList files = commands.entryList({QStringLiteral("*-*.lua")}, QDir::Files, QDir::Name);
    for (const Script& script : manifest)
        files.removeAll(QString::fromUtf8(script.name + '-' + script.keys + ".lua"));
    return files;
}

QStringList readScripts(const QDir& commands, std::vector<Script>& scripts)
{
    QStringList differences;
    ScriptFlattener flattener;
    for (Script& script : scripts) {
        const QString file = QString::fromUtf8(script.name + '-' + script.keys + ".lua");
        script.text = flattener.flatten(commands.filePath(file));
        const QByteArray sha1 = QCryptographicHash::hash(script.text, QCryptographicHash::Sha1).toHex();
        if (!flattener.error().isEmpty())
            differences += QStringLiteral("%1: %2").arg(file, flattener.error());
        else if (sha1 != script.sha1)
            differences += QStringLiteral("%1: SHA1 is %2, the manifest says %3")
                               .arg(file, QString::fromLatin1(sha1), QString::fromLatin1(script.sha1));
    }
    return differences;
}

// Our own scripts, name-KEYS.lua in the order of their names; they may include what the package has.
QStringList readOwnScripts(const QDir& folder, const QDir& commands, std::vector<Script>& scripts)
{
    QStringList problems;
    ScriptFlattener flattener;
    flattener.setFallback(commands.path());
    const QStringList files = folder.entryList({QStringLiteral("*-*.lua")}, QDir::Files, QDir::Name);
    for (const QString& file : files) {
        const QByteArrayList parts = QFileInfo(file).completeBaseName().toUtf8().split('-');
        Script script{parts.value(0), parts.value(1), {}, flattener.flatten(folder.filePath(file))};
        script.sha1 = QCryptographicHash::hash(script.text, QCryptographicHash::Sha1).toHex();
        if (!flattener.error().isEmpty())
            problems += QStringLiteral("%1: %2").arg(file, flattener.error());
        scripts.push_back(std::move(script));
    }
    return problems;
}

// A C++ string literal, one source line for each line of text.
QByteArray literal(const QByteArray& text)
{
    QByteArray result = "\"";
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const auto byte = static_cast<uchar>(c);
        if (c == '\n')
            result += i + 1 < text.size() ? "\\n\"\n\"" : "\\n";
        else if (c == '"' || c == '\\' || c == '?')
            result += QByteArray("\\") + c;
        else if (byte < 0x20 || byte >= 0x7f)
            result += '\\' + QByteArray::number(byte, 8).rightJustified(3, '0');
        else
            result += c;
    }
    return result + '"';
}

QByteArray enumerator(QByteArray name)
{
    name[0] = static_cast<char>(name[0] - 'a' + 'A');
    return name;
}

QByteArray generate(const std::vector<Script>& scripts, const QByteArray& version, const QByteArray& license)
{
    QByteArray code = "// Made at build time from the npm package bullmq " + version
        + " (MIT licence); see engine/scripts.\n"
          "#include \"scripts/embeddedscripts_p.h\"\n#include \"scripts/scriptid.h\"\n\nnamespace drover "
          "{\n\n";
    for (size_t i = 0; i < scripts.size(); ++i)
        code += "static_assert(static_cast<int>(ScriptId::" + enumerator(scripts[i].name)
            + ") == " + QByteArray::number(qulonglong(i)) + ");\n";
    code += "static_assert(scriptCount == " + QByteArray::number(qulonglong(scripts.size())) + ");\n\n"
        + "const EmbeddedText embeddedVersion = {" + literal(version) + ", "
        + QByteArray::number(version.size()) + "};\nconst EmbeddedText embeddedLicense = {" + literal(license)
        + ", " + QByteArray::number(license.size()) + "};\n\nconst EmbeddedScript embeddedScripts[] = {\n";
    for (const Script& script : scripts)
        code += "{\"" + script.name + "\", " + script.keys + ", \"" + script.sha1 + "\", {\n"
            + literal(script.text) + ",\n" + QByteArray::number(script.text.size()) + "}},\n";
    return code + "};\n\n} // namespace drover\n";
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 4 && argc != 5)
        return fail(
            QStringLiteral("usage: embed-scripts <bullmq package> <manifest> <output.cpp> [<own scripts>]"));
    const QDir package(QString::fromLocal8Bit(argv[1]));
    const QString manifest = QString::fromLocal8Bit(argv[2]);
    const QDir commands(package.filePath(QStringLiteral("dist/cjs/commands")));

    std::vector<Script> scripts = readManifest(manifest);
    if (scripts.empty())
        return fail(QStringLiteral("no scripts are listed in %1").arg(manifest));
    QStringList differences = readScripts(commands, scripts);
    const QStringList unknown = unlisted(commands, scripts);
    for (const QString& file : unknown)
        differences += QStringLiteral("%1: not in the manifest").arg(file);
    if (!differences.isEmpty())
        return fail(QStringLiteral("BullMQ's scripts in %1 are not those of %2:\n  %3")
                        .arg(package.path(), manifest, differences.join(QStringLiteral("\n  "))));

    if (argc == 5) {
        const QStringList problems = readOwnScripts(QDir(QString::fromLocal8Bit(argv[4])), commands, scripts);
        if (!problems.isEmpty())
            return fail(problems.join(QStringLiteral("\n  ")));
    }

    const QJsonObject facts =
        QJsonDocument::fromJson(readFile(package.filePath(QStringLiteral("package.json")))).object();
    const QByteArray version = facts.value(QStringLiteral("version")).toString().toUtf8();
    const QByteArray license = readFile(package.filePath(QStringLiteral("LICENSE")));
    if (version.isEmpty() || license.isEmpty())
        return fail(QStringLiteral("%1 has no version or no LICENSE").arg(package.path()));

    QSaveFile output(QString::fromLocal8Bit(argv[3]));
    if (!output.open(QIODevice::WriteOnly) || output.write(generate(scripts, version, license)) < 0
        || !output.commit())
        return fail(QStringLiteral("cannot write %1: %2").arg(output.fileName(), output.errorString()));
    return 0;
}
