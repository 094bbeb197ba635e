// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

namespace drover {

//! BullMQ's scripts by name, in the order of engine/scripts/manifest.txt, then our own (engine/scripts/own).
enum class ScriptId : quint8 {
    AddDelayedJob,
    AddJobScheduler,
    AddLog,
    AddParentJob,
    AddPrioritizedJob,
    AddStandardJob,
    ChangeDelay,
    ChangePriority,
    CleanJobsInSet,
    Drain,
    ExtendLock,
    ExtendLocks,
    GetCounts,
    GetCountsPerPriority,
    GetDependencyCounts,
    GetJobScheduler,
    GetJobs,
    GetMetrics,
    GetRanges,
    GetRateLimitTtl,
    GetState,
    GetStateV2,
    IsFinished,
    IsJobInList,
    IsMaxed,
    MoveJobFromActiveToWait,
    MoveJobsToWait,
    MoveStalledJobsToWait,
    MoveToActive,
    MoveToDelayed,
    MoveToFinished,
    MoveToWaitingChildren,
    Obliterate,
    Paginate,
    Pause,
    Promote,
    RelayAckInbox,
    RelayDeleteRetained,
    RelayGet,
    RelayGetNamespaces,
    RelayHeartbeat,
    RelayPublish,
    RelayReadInbox,
    RelayRegisterNode,
    RelayRemoveEndpoint,
    RelaySubscribe,
    RelaySweep,
    RelayTouchNamespace,
    RelayTrimInbox,
    RelayUnregisterNode,
    ReleaseLock,
    ReleaseParentIfNoPendingDependencies,
    RemoveChildDependency,
    RemoveDeduplicationKey,
    RemoveJob,
    RemoveJobScheduler,
    RemoveOrphanedJobs,
    RemoveUnprocessedChildren,
    ReprocessJob,
    RetryJob,
    SaveStacktrace,
    UpdateData,
    UpdateJobScheduler,
    UpdateProgress,
    RestoreJob, //!< ours: puts a job out of the trash back
    UpdateOptions, //!< ours: replaces `opts` if they are still what was read
};

inline constexpr int upstreamScriptCount = static_cast<int>(ScriptId::UpdateProgress) + 1;
inline constexpr int scriptCount = static_cast<int>(ScriptId::UpdateOptions) + 1;

} // namespace drover
