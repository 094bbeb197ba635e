// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/actionvalues.h"
#include "session/jobselection.h"

namespace drover::ui {

//! What the selected jobs are for the engine.
[[nodiscard]] inline ActionRequest requestFor(ActionVerb verb, const JobSelection& selection)
{
    ActionRequest request;
    request.verb = verb;
    request.jobs.queue = selection.queue;
    request.jobs.state = selection.state;
    if (selection.kind == JobSelection::Kind::Jobs)
        request.jobs.ids.assign(selection.ids.cbegin(), selection.ids.cend());
    else
        request.jobs.filter = selection.filter;
    return request;
}

} // namespace drover::ui
