// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
// jsonfileloop FILE: changes a JsonFile again and again and prints a line after each, until it is killed.
#include "core/jsonfile.h"

#include <QJsonArray>

#include <cstdio>

int main(int argc, char** argv)
{
    if (argc != 2)
        return 64;
    const drover::JsonFile file(QString::fromLocal8Bit(argv[1]));
    for (int n = 1;; ++n) {
        const QString reason = file.update([n](QJsonObject& object) {
            QJsonArray many;
            for (int i = 0; i < 2000; ++i)
                many.append(n);
            object.insert(QStringLiteral("many"), many);
            object.insert(QStringLiteral("n"), n);
        });
        if (!reason.isEmpty())
            return 1;
        std::puts("changed");
        std::fflush(stdout);
    }
}
