// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/workers/editworker.h"

#include "dialogs/workerdialog.h"
#include "session/workerbook.h"

namespace drover::ui {

void editWorker(QWidget* parent, WorkerBook& book, const LocalWorkerDefinition& definition,
    const QList<QueueId>& queues, std::function<void(const QString& id)> saved)
{
    auto* dialog = new WorkerDialog(definition.spec.queue.prefix, queues, parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setSpec(definition.spec);
    QObject::connect(
        dialog, &QDialog::accepted, &book, [dialog, &book, definition, saved = std::move(saved)] {
            LocalWorkerDefinition edited = definition;
            edited.spec = dialog->spec();
            book.put(edited);
            saved(edited.id);
        });
    dialog->open();
}

} // namespace drover::ui
