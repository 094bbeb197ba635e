// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/error.h"

#include <QByteArray>
#include <QString>

#include <memory>

class QSaveFile;

namespace drover {

//! A file that others see only when it is complete, mode 0600. Lives and dies on one thread; gone without
//! commit() it leaves nothing behind.
class ExportFile final {
public:
    explicit ExportFile(QString path);
    ~ExportFile();
    ExportFile(const ExportFile&) = delete;
    ExportFile& operator=(const ExportFile&) = delete;

    //! Opens the file at the first call.
    [[nodiscard]] Status write(const QByteArray& bytes);
    [[nodiscard]] Status commit();

private:
    [[nodiscard]] Status open();
    [[nodiscard]] Error broken(const QString& reason) const;

    QString m_path;
    std::unique_ptr<QSaveFile> m_file;
};

} // namespace drover
