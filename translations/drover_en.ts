<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>drover::ui::ActionWords</name>
    <message numerus="yes">
        <source>Retried %n job(s) of %1</source>
        <comment>%1 is a queue</comment>
        <translation>
            <numerusform>Retried %n job of %1</numerusform>
            <numerusform>Retried %n jobs of %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Promoted %n job(s) of %1</source>
        <comment>%1 is a queue</comment>
        <translation>
            <numerusform>Promoted %n job of %1</numerusform>
            <numerusform>Promoted %n jobs of %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Removed %n job(s) of %1</source>
        <comment>%1 is a queue</comment>
        <translation>
            <numerusform>Removed %n job of %1</numerusform>
            <numerusform>Removed %n jobs of %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Restored %n job(s) of %1</source>
        <comment>%1 is a queue</comment>
        <translation>
            <numerusform>Restored %n job of %1</numerusform>
            <numerusform>Restored %n jobs of %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Exported %n job(s) of %1</source>
        <comment>%1 is a queue</comment>
        <translation>
            <numerusform>Exported %n job of %1</numerusform>
            <numerusform>Exported %n jobs of %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more was/were left alone.</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%n more was left alone.</numerusform>
            <numerusform>%n more were left alone.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n was/were gone already.</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%n was gone already.</numerusform>
            <numerusform>%n were gone already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n had moved on to another state.</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%n had moved on to another state.</numerusform>
            <numerusform>%n had moved on to another state.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n is/are being run by a worker.</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%n is being run by a worker.</numerusform>
            <numerusform>%n are being run by a worker.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n belong(s) to a scheduler.</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%n belongs to a scheduler.</numerusform>
            <numerusform>%n belong to a scheduler.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n wait(s) for children.</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%n waits for children.</numerusform>
            <numerusform>%n wait for children.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n was/were refused by Redis (%1).</source>
        <comment>jobs; %1 is an error&apos;s word</comment>
        <translation>
            <numerusform>%n was refused by Redis (%1).</numerusform>
            <numerusform>%n were refused by Redis (%1).</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::JobActions</name>
    <message numerus="yes">
        <source>Promote %n job(s)?</source>
        <comment>delayed jobs</comment>
        <translation>
            <numerusform>Promote %n job?</numerusform>
            <numerusform>Promote %n jobs?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Promote %n job(s)</source>
        <comment>button</comment>
        <translation>
            <numerusform>Promote %n job</numerusform>
            <numerusform>Promote %n jobs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::JobInspector</name>
    <message numerus="yes">
        <source>%n line(s)</source>
        <comment>length of a job&apos;s log</comment>
        <translation>
            <numerusform>%n line</numerusform>
            <numerusform>%n lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stack trace(s)</source>
        <comment>of one job</comment>
        <translation>
            <numerusform>%n stack trace</numerusform>
            <numerusform>%n stack traces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n attempt(s) left.</source>
        <comment>of a failed job</comment>
        <translation>
            <numerusform>%n attempt left.</numerusform>
            <numerusform>%n attempts left.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>stalled %n time(s): a worker died or was blocked</source>
        <comment>timeline</comment>
        <translation>
            <numerusform>stalled %n time: a worker died or was blocked</numerusform>
            <numerusform>stalled %n times: a worker died or was blocked</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::OverviewPage</name>
    <message numerus="yes">
        <source>%n job(s)</source>
        <comment>failed</comment>
        <translation>
            <numerusform>%n job</numerusform>
            <numerusform>%n jobs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s)</source>
        <comment>to do</comment>
        <translation>
            <numerusform>%n job</numerusform>
            <numerusform>%n jobs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n listening</source>
        <comment>workers</comment>
        <translation>
            <numerusform>%n listening</numerusform>
            <numerusform>%n listening</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n queue(s) with jobs but nobody to run them</source>
        <comment>warning</comment>
        <translation>
            <numerusform>%n queue with jobs but nobody to run them</numerusform>
            <numerusform>%n queues with jobs but nobody to run them</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::PlanWords</name>
    <message numerus="yes">
        <source>%n of %1 has/have no attempts left</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%n of %1 has no attempts left</numerusform>
            <numerusform>%n of %1 have no attempts left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n has/have one</source>
        <comment>of several jobs, attempts left</comment>
        <translation>
            <numerusform>%n has one</numerusform>
            <numerusform>%n have one</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n has/have more</source>
        <comment>of several jobs, attempts left</comment>
        <translation>
            <numerusform>%n has more</numerusform>
            <numerusform>%n have more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n keep(s) a priority of its own.</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%n keeps a priority of its own.</numerusform>
            <numerusform>%n keep priorities of their own.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n belong(s) to a flow: the parent waits for them again.</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%n belongs to a flow: its parent waits for it again.</numerusform>
            <numerusform>%n belong to flows: their parents wait for them again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n will be left alone: gone, or in another state by now.</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%n will be left alone: gone, or in another state by now.</numerusform>
            <numerusform>%n will be left alone: gone, or in another state by now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n worker(s) listen.</source>
        <comment>to the queue</comment>
        <translation>
            <numerusform>%n worker listens.</numerusform>
            <numerusform>%n workers listen.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::QueuePage</name>
    <message numerus="yes">
        <source>%n cause(s)</source>
        <comment>groups of failures</comment>
        <translation>
            <numerusform>%n cause</numerusform>
            <numerusform>%n causes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n worker(s) listen</source>
        <comment>queue</comment>
        <translation>
            <numerusform>%n worker listens</numerusform>
            <numerusform>%n workers listen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry %n job(s)…</source>
        <comment>button</comment>
        <translation>
            <numerusform>Retry %n job…</numerusform>
            <numerusform>Retry %n jobs…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::RetryDialog</name>
    <message numerus="yes">
        <source>Retry %n job(s)?</source>
        <comment>title of the plan</comment>
        <translation>
            <numerusform>Retry %n job?</numerusform>
            <numerusform>Retry %n jobs?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n worker(s) listen.</source>
        <comment>to the queue</comment>
        <translation>
            <numerusform>%n worker listens.</numerusform>
            <numerusform>%n workers listen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry %n job(s)</source>
        <comment>button</comment>
        <translation>
            <numerusform>Retry %n job</numerusform>
            <numerusform>Retry %n jobs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n belong(s) to a flow: the parent waits for them again.</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%n belongs to a flow: the parent waits for it again.</numerusform>
            <numerusform>%n belong to a flow: the parents wait for them again.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::RetryFlow</name>
    <message numerus="yes">
        <source>%n was/were left alone.</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%n was left alone.</numerusform>
            <numerusform>%n were left alone.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::RetryPlanDialog</name>
    <message numerus="yes">
        <source>Retry %n job(s)?</source>
        <comment>title of the plan</comment>
        <translation>
            <numerusform>Retry %n job?</numerusform>
            <numerusform>Retry %n jobs?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry %n job(s)</source>
        <comment>button</comment>
        <translation>
            <numerusform>Retry %n job</numerusform>
            <numerusform>Retry %n jobs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry the other %n anyway</source>
        <comment>jobs; some of a sample failed</comment>
        <translation>
            <numerusform>Retry the other %n anyway</numerusform>
            <numerusform>Retry the other %n anyway</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry the other %n</source>
        <comment>jobs; after a sample</comment>
        <translation>
            <numerusform>Retry the other %n</numerusform>
            <numerusform>Retry the other %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::SampleView</name>
    <message numerus="yes">
        <source>Trying %n job(s) first</source>
        <comment>a sample</comment>
        <translation>
            <numerusform>Trying %n job first</numerusform>
            <numerusform>Trying %n jobs first</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::WindowActions</name>
    <message numerus="yes">
        <source>%n second(s)</source>
        <comment>refresh interval</comment>
        <translation>
            <numerusform>%n second</numerusform>
            <numerusform>%n seconds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::WorkerPanel</name>
    <message numerus="yes">
        <source>%n worker(s) elsewhere take jobs from this queue too: yours will not see all of them.</source>
        <comment>warning</comment>
        <translation>
            <numerusform>%n worker elsewhere takes jobs from this queue too: yours will not see all of them.</numerusform>
            <numerusform>%n workers elsewhere take jobs from this queue too: yours will not see all of them.</numerusform>
        </translation>
    </message>
</context>
</TS>
