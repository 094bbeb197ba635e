// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "util/durationtext.h"

#include <array>

namespace drover::ui {

QString durationText(Milliseconds duration)
{
    struct Unit {
        qint64 milliseconds;
        const char* letters;
    };
    static constexpr std::array units{
        Unit{86400000, "d"}, Unit{3600000, "h"}, Unit{60000, "m"}, Unit{1000, "s"}};
    const qint64 count = duration.count();
    for (const Unit& unit : units) {
        if (count != 0 && count % unit.milliseconds == 0)
            return QString::number(count / unit.milliseconds) + QLatin1StringView(unit.letters);
    }
    return QString::number(count) + QLatin1StringView("ms");
}

} // namespace drover::ui
