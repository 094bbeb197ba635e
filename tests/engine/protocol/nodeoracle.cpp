// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#include "nodeoracle.h"

#include <QDebug>
#include <QJsonDocument>
#include <QProcess>

namespace drover::test {

QJsonArray askNode(const QString& function, const QJsonArray& arguments)
{
    QProcess node;
    node.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    node.start(QStringLiteral(DROVER_NODE),
        {QStringLiteral(DROVER_ORACLE), QStringLiteral(DROVER_NODE_MODULES), function});
    node.write(QJsonDocument(arguments).toJson(QJsonDocument::Compact));
    node.closeWriteChannel();
    if (!node.waitForFinished(60'000) || node.exitCode() != 0) {
        qWarning() << "the oracle failed:" << function << node.errorString();
        return {};
    }
    return QJsonDocument::fromJson(node.readAllStandardOutput()).array();
}

} // namespace drover::test
