// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/actionvalues.h"

namespace drover::ui {

qint64 ActionFacts::timeLeft() const
{
    if (phase == ActionPhase::Ended || phase == ActionPhase::Paused || total < 0 || perSecond <= 0)
        return -1;
    return qRound64(static_cast<double>(std::max<qint64>(0, total - looked)) * 1000 / perSecond);
}

} // namespace drover::ui
