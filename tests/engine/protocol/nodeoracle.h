// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QJsonArray>
#include <QString>

namespace drover::test {

//! What the npm package answers: a function of oracle.js, applied to each argument. An empty array when Node
//! failed (its output is printed).
[[nodiscard]] QJsonArray askNode(const QString& function, const QJsonArray& arguments);

} // namespace drover::test
