// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/workervalues.h"

#include <QObject>

namespace drover::ui {

//! The workers that can be started on a connection: how each is started, and what a new one begins with. All
//! pages of the connection share it.
class WorkerBook final : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    //! As they were remembered.
    void set(const QList<LocalWorkerDefinition>& definitions, const LocalWorkerSpec& defaults);
    [[nodiscard]] const QList<LocalWorkerDefinition>& definitions() const { return m_definitions; }
    [[nodiscard]] QList<LocalWorkerDefinition> ofQueue(const QueueId& queue) const;
    [[nodiscard]] std::optional<LocalWorkerDefinition> find(const QString& id) const;
    //! A new one for this queue, with an id of its own, not in the book yet.
    [[nodiscard]] LocalWorkerDefinition blank(const QueueId& queue) const;

    //! Adds it, or takes the place of the one with its id.
    void put(const LocalWorkerDefinition& definition);
    void remove(const QString& id);

Q_SIGNALS:
    //! Whoever did it.
    void changed();
    //! A person did it: it is to be remembered.
    void edited(const QList<drover::ui::LocalWorkerDefinition>& definitions);

private:
    void tell();

    QList<LocalWorkerDefinition> m_definitions;
    LocalWorkerSpec m_defaults;
};

} // namespace drover::ui
