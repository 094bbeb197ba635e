<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>JobStory</name>
    <message numerus="yes">
        <source>%n attempt(s) left.</source>
        <comment>of a failed job</comment>
        <translation>
            <numerusform>%n attempt left.</numerusform>
            <numerusform>%n attempts left.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n worker(s) listen to this queue.</source>
        <comment>inspector</comment>
        <translation>
            <numerusform>%n worker listens to this queue.</numerusform>
            <numerusform>%n workers listen to this queue.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It wrote %n line(s) to its log: look there for what it has done already.</source>
        <comment>before a retry</comment>
        <translation>
            <numerusform>It wrote %n line to its log: look there for what it has done already.</numerusform>
            <numerusform>It wrote %n lines to its log: look there for what it has done already.</numerusform>
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
    <message numerus="yes">
        <source>%n child(ren)</source>
        <comment>of a parent job</comment>
        <translation>
            <numerusform>%n child</numerusform>
            <numerusform>%n children</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n still to be done</source>
        <comment>children</comment>
        <translation>
            <numerusform>%n still to be done</numerusform>
            <numerusform>%n still to be done</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n done</source>
        <comment>children</comment>
        <translation>
            <numerusform>%n done</numerusform>
            <numerusform>%n done</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed and passed over</source>
        <comment>children</comment>
        <translation>
            <numerusform>%n failed and passed over</numerusform>
            <numerusform>%n failed and passed over</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed and hold it back</source>
        <comment>children</comment>
        <translation>
            <numerusform>%n failed and hold it back</numerusform>
            <numerusform>%n failed and hold it back</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::StoreWatch</name>
    <message numerus="yes">
        <source>%n saved connection(s) could not be read.</source>
        <translation>
            <numerusform>%n saved connection could not be read.</numerusform>
            <numerusform>%n saved connections could not be read.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::WindowAlerts</name>
    <message numerus="yes">
        <source>%n new</source>
        <comment>alerts</comment>
        <translation>
            <numerusform>%n new</numerusform>
            <numerusform>%n new</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui</name>
    <message numerus="yes">
        <source>%n in the last minute</source>
        <comment>failed jobs</comment>
        <translation>
            <numerusform>%n in the last minute</numerusform>
            <numerusform>%n in the last minute</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <comment>about Redis</comment>
        <translation>
            <numerusform>%n warning</numerusform>
            <numerusform>%n warnings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n on %1 hosts</source>
        <comment>workers, hosts</comment>
        <translation>
            <numerusform>%n on %1 hosts</numerusform>
            <numerusform>%n on %1 hosts</numerusform>
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
    <message numerus="yes">
        <source>%n silent for %1: %2</source>
        <comment>workers, time, name of the first</comment>
        <translation>
            <numerusform>%n silent for %1: %2</numerusform>
            <numerusform>%n silent for %1: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 (%n queue(s))</source>
        <comment>a prefix</comment>
        <translation>
            <numerusform>%1 (%n queue)</numerusform>
            <numerusform>%1 (%n queues)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n chosen job(s)</source>
        <translation>
            <numerusform>%n chosen job</numerusform>
            <numerusform>%n chosen jobs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s)</source>
        <translation>
            <numerusform>%n job</numerusform>
            <numerusform>%n jobs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::ActionWords</name>
    <message numerus="yes">
        <source>Retried %Ln job(s) of %1</source>
        <comment>%1 is a queue</comment>
        <translation>
            <numerusform>Retried %Ln job of %1</numerusform>
            <numerusform>Retried %Ln jobs of %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Promoted %Ln job(s) of %1</source>
        <comment>%1 is a queue</comment>
        <translation>
            <numerusform>Promoted %Ln job of %1</numerusform>
            <numerusform>Promoted %Ln jobs of %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Removed %Ln job(s) of %1</source>
        <comment>%1 is a queue</comment>
        <translation>
            <numerusform>Removed %Ln job of %1</numerusform>
            <numerusform>Removed %Ln jobs of %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Restored %Ln job(s) of %1</source>
        <comment>%1 is a queue</comment>
        <translation>
            <numerusform>Restored %Ln job of %1</numerusform>
            <numerusform>Restored %Ln jobs of %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Exported %Ln job(s) of %1</source>
        <comment>%1 is a queue</comment>
        <translation>
            <numerusform>Exported %Ln job of %1</numerusform>
            <numerusform>Exported %Ln jobs of %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more was/were left alone.</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%Ln more was left alone.</numerusform>
            <numerusform>%Ln more were left alone.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln was/were gone already.</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%Ln was gone already.</numerusform>
            <numerusform>%Ln were gone already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln had moved on to another state.</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%Ln had moved on to another state.</numerusform>
            <numerusform>%Ln had moved on to another state.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln is/are being run by a worker.</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%Ln is being run by a worker.</numerusform>
            <numerusform>%Ln are being run by a worker.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln belong(s) to a scheduler.</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%Ln belongs to a scheduler.</numerusform>
            <numerusform>%Ln belong to a scheduler.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln wait(s) for children.</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%Ln waits for children.</numerusform>
            <numerusform>%Ln wait for children.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln was/were refused by Redis (%1).</source>
        <comment>jobs; %1 is an error&apos;s word</comment>
        <translation>
            <numerusform>%Ln was refused by Redis (%1).</numerusform>
            <numerusform>%Ln were refused by Redis (%1).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Re-encrypted %Ln job(s) of %1</source>
        <comment>%1 is a queue</comment>
        <translation>
            <numerusform>Re-encrypted %Ln job of %1</numerusform>
            <numerusform>Re-encrypted %Ln jobs of %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln was/were changed by somebody else meanwhile.</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%Ln was changed by somebody else meanwhile.</numerusform>
            <numerusform>%Ln were changed by somebody else meanwhile.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln could not be decrypted.</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%Ln could not be decrypted.</numerusform>
            <numerusform>%Ln could not be decrypted.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Changed the options of %Ln job(s) of %1</source>
        <comment>%1 is a queue</comment>
        <translation>
            <numerusform>Changed the options of %Ln job of %1</numerusform>
            <numerusform>Changed the options of %Ln jobs of %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::ActivityPage</name>
    <message numerus="yes">
        <source>Exported %n write(s).</source>
        <translation>
            <numerusform>Exported %n write.</numerusform>
            <numerusform>Exported %n writes.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::AlertWords</name>
    <message numerus="yes">
        <source>and %n more</source>
        <comment>problems</comment>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed in %1</source>
        <comment>jobs, queue</comment>
        <translation>
            <numerusform>%n failed in %1</numerusform>
            <numerusform>%n failed in %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>More than %n failed in %1</source>
        <comment>jobs, queue</comment>
        <translation>
            <numerusform>More than %n failed in %1</numerusform>
            <numerusform>More than %n failed in %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Nobody listens to %1 while %n job(s) wait</source>
        <comment>queue</comment>
        <translation>
            <numerusform>Nobody listens to %1 while %n job waits</numerusform>
            <numerusform>Nobody listens to %1 while %n jobs wait</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s) in quiet hours</source>
        <translation>
            <numerusform>%n problem in quiet hours</numerusform>
            <numerusform>%n problems in quiet hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s) on %1</source>
        <comment>connection</comment>
        <translation>
            <numerusform>%n problem on %1</numerusform>
            <numerusform>%n problems on %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s) while you were away</source>
        <translation>
            <numerusform>%n problem while you were away</numerusform>
            <numerusform>%n problems while you were away</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::CleanDialog</name>
    <message numerus="yes">
        <source>%Ln job(s) would be removed.</source>
        <comment>preview</comment>
        <translation>
            <numerusform>%Ln job would be removed.</numerusform>
            <numerusform>%Ln jobs would be removed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove %Ln job(s)</source>
        <comment>button</comment>
        <translation>
            <numerusform>Remove %Ln job</numerusform>
            <numerusform>Remove %Ln jobs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::ClosingCountdown</name>
    <message numerus="yes">
        <source>%n running job(s) may go on for %1.</source>
        <comment>before local workers stop; a duration</comment>
        <translation>
            <numerusform>%n running job may go on for %1.</numerusform>
            <numerusform>%n running jobs may go on for %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n running job(s) go back to waiting.</source>
        <comment>local workers stop</comment>
        <translation>
            <numerusform>%n running job goes back to waiting.</numerusform>
            <numerusform>%n running jobs go back to waiting.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::ConnectionPorter</name>
    <message numerus="yes">
        <source>%n connection(s) imported.</source>
        <translation>
            <numerusform>%n connection imported.</numerusform>
            <numerusform>%n connections imported.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n password(s) could not be stored and will be asked for. %1</source>
        <comment>%1 says why</comment>
        <translation>
            <numerusform>%n password could not be stored and will be asked for. %1</numerusform>
            <numerusform>%n passwords could not be stored and will be asked for. %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n connection(s) exported, without passwords.</source>
        <translation>
            <numerusform>%n connection exported, without its password.</numerusform>
            <numerusform>%n connections exported, without passwords.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::ConnectionWords</name>
    <message numerus="yes">
        <source>%n queue(s) under the prefix %1</source>
        <comment>queues found</comment>
        <translation>
            <numerusform>%n queue under the prefix %1</numerusform>
            <numerusform>%n queues under the prefix %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::ExportDialog</name>
    <message numerus="yes">
        <source>Export %Ln job(s) of %1</source>
        <comment>%1 is a queue</comment>
        <translation>
            <numerusform>Export %Ln job of %1</numerusform>
            <numerusform>Export %Ln jobs of %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::FailureCard</name>
    <message numerus="yes">
        <source>%n stack trace(s)</source>
        <comment>of one job</comment>
        <translation>
            <numerusform>%n stack trace</numerusform>
            <numerusform>%n stack traces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more frame(s) of libraries</source>
        <comment>stack trace</comment>
        <translation>
            <numerusform>%n more frame of libraries</numerusform>
            <numerusform>%n more frames of libraries</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::FailuresPane</name>
    <message numerus="yes">
        <source>%n cause(s)</source>
        <comment>groups of failures</comment>
        <translation>
            <numerusform>%n cause</numerusform>
            <numerusform>%n causes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::FindingCard</name>
    <message numerus="yes">
        <source>%n queue(s)</source>
        <comment>that share a finding</comment>
        <translation>
            <numerusform>%n queue</numerusform>
            <numerusform>%n queues</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::FindingsList</name>
    <message numerus="yes">
        <source>%n rule(s) are fine</source>
        <comment>health</comment>
        <translation>
            <numerusform>%n rule is fine</numerusform>
            <numerusform>%n rules are fine</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::GotoDialog</name>
    <message numerus="yes">
        <source>%n queue(s) have a job with this id:</source>
        <comment>search by id</comment>
        <translation>
            <numerusform>%n queue has a job with this id:</numerusform>
            <numerusform>%n queues have a job with this id:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::ImportDialog</name>
    <message numerus="yes">
        <source>%n connection(s) of %1</source>
        <comment>in a file; %1 is a program</comment>
        <translation>
            <numerusform>%n connection of %1</numerusform>
            <numerusform>%n connections of %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Move %n password(s) of the file to the &amp;keychain</source>
        <translation>
            <numerusform>Move %n password of the file to the &amp;keychain</numerusform>
            <numerusform>Move %n passwords of the file to the &amp;keychain</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Import %n connection(s)</source>
        <translation>
            <numerusform>&amp;Import %n connection</numerusform>
            <numerusform>&amp;Import %n connections</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::JobActions</name>
    <message numerus="yes">
        <source>Promote %Ln job(s)?</source>
        <comment>delayed jobs</comment>
        <translation>
            <numerusform>Promote %Ln job?</numerusform>
            <numerusform>Promote %Ln jobs?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Promote %Ln job(s)</source>
        <comment>button</comment>
        <translation>
            <numerusform>Promote %Ln job</numerusform>
            <numerusform>Promote %Ln jobs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove %Ln job(s)?</source>
        <comment>question</comment>
        <translation>
            <numerusform>Remove %Ln job?</numerusform>
            <numerusform>Remove %Ln jobs?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln belong(s) to a flow; their own children are removed with them.</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%Ln belongs to a flow; its own children are removed with it.</numerusform>
            <numerusform>%Ln belong to a flow; their own children are removed with them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln will be left alone.</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%Ln will be left alone.</numerusform>
            <numerusform>%Ln will be left alone.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove %Ln job(s)</source>
        <comment>button</comment>
        <translation>
            <numerusform>Remove %Ln job</numerusform>
            <numerusform>Remove %Ln jobs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Re-encrypt %Ln job(s)?</source>
        <comment>question</comment>
        <translation>
            <numerusform>Re-encrypt %Ln job?</numerusform>
            <numerusform>Re-encrypt %Ln jobs?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln cannot be decrypted and will be left alone.</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%Ln cannot be decrypted and will be left alone.</numerusform>
            <numerusform>%Ln cannot be decrypted and will be left alone.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Re-encrypt %Ln job(s)</source>
        <comment>button</comment>
        <translation>
            <numerusform>Re-encrypt %Ln job</numerusform>
            <numerusform>Re-encrypt %Ln jobs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::JobTable</name>
    <message numerus="yes">
        <source>%n new</source>
        <comment>jobs that came above what is in sight</comment>
        <translation>
            <numerusform>%n new</numerusform>
            <numerusform>%n new</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::JobsPane</name>
    <message numerus="yes">
        <source>%n found</source>
        <comment>hits of a search</comment>
        <translation>
            <numerusform>%n found</numerusform>
            <numerusform>%n found</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) with more than 8 MB of data were not looked through</source>
        <comment>search</comment>
        <translation>
            <numerusform>%n job with more than 8 MB of data was not looked through</numerusform>
            <numerusform>%n jobs with more than 8 MB of data were not looked through</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The %n loaded row(s) are selected</source>
        <comment>table of jobs</comment>
        <translation>
            <numerusform>The %n loaded row is selected</numerusform>
            <numerusform>The %n loaded rows are selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) selected</source>
        <comment>table of jobs</comment>
        <translation>
            <numerusform>%n job selected</numerusform>
            <numerusform>%n jobs selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::KeyWords</name>
    <message numerus="yes">
        <source>%Ln job(s) on %1 has/have fields under it.</source>
        <comment>%1: connections</comment>
        <translation>
            <numerusform>%Ln job on %1 has fields under it.</numerusform>
            <numerusform>%Ln jobs on %1 have fields under it.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::LocalWorkerView</name>
    <message numerus="yes">
        <source>%n worker(s) elsewhere take jobs from this queue too: yours will not see all of them, and theirs may run other code.</source>
        <comment>warning</comment>
        <translation>
            <numerusform>%n worker elsewhere takes jobs from this queue too: yours will not see all of them, and theirs may run other code.</numerusform>
            <numerusform>%n workers elsewhere take jobs from this queue too: yours will not see all of them, and theirs may run other code.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::LogCard</name>
    <message numerus="yes">
        <source>%n line(s)</source>
        <comment>length of a job&apos;s log</comment>
        <translation>
            <numerusform>%n line</numerusform>
            <numerusform>%n lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::LogPage</name>
    <message numerus="yes">
        <source>None of the %n line(s) passes the filter.</source>
        <translation>
            <numerusform>The %n line does not pass the filter.</numerusform>
            <numerusform>None of the %n lines passes the filter.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Saved %n line(s).</source>
        <translation>
            <numerusform>Saved %n line.</numerusform>
            <numerusform>Saved %n lines.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::MainWindow</name>
    <message numerus="yes">
        <source>Unlock %1 for %n minute(s)?</source>
        <comment>%1 is a connection</comment>
        <translation>
            <numerusform>Unlock %1 for %n minute?</numerusform>
            <numerusform>Unlock %1 for %n minutes?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::OptionsDialog</name>
    <message numerus="yes">
        <source>%Ln job(s), counted just now.</source>
        <comment>preview</comment>
        <translation>
            <numerusform>%Ln job, counted just now.</numerusform>
            <numerusform>%Ln jobs, counted just now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Change %Ln job(s)</source>
        <comment>button</comment>
        <translation>
            <numerusform>Change %Ln job</numerusform>
            <numerusform>Change %Ln jobs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::OverviewPage</name>
    <message numerus="yes">
        <source>None of the %n queue(s) has “%1” in its name.</source>
        <comment>text of the filter</comment>
        <translation>
            <numerusform>None of the %n queue has “%1” in its name.</numerusform>
            <numerusform>None of the %n queues has “%1” in its name.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::PlanWords</name>
    <message numerus="yes">
        <source>%n will be left alone: gone, or in another state by now.</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%n will be left alone: gone, or in another state by now.</numerusform>
            <numerusform>%n will be left alone: gone, or in another state by now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of %1 has/have no attempts left</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%Ln of %1 has no attempts left</numerusform>
            <numerusform>%Ln of %1 have no attempts left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln has/have one</source>
        <comment>of several jobs, attempts left</comment>
        <translation>
            <numerusform>%Ln has one</numerusform>
            <numerusform>%Ln have one</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln has/have more</source>
        <comment>of several jobs, attempts left</comment>
        <translation>
            <numerusform>%Ln has more</numerusform>
            <numerusform>%Ln have more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln keep(s) a priority of its own.</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%Ln keeps a priority of its own.</numerusform>
            <numerusform>%Ln keep priorities of their own.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln belong(s) to a flow: the parent waits for them again.</source>
        <comment>jobs</comment>
        <translation>
            <numerusform>%Ln belongs to a flow: its parent waits for it again.</numerusform>
            <numerusform>%Ln belong to flows: their parents wait for them again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln worker(s) listen.</source>
        <comment>to the queue</comment>
        <translation>
            <numerusform>%Ln worker listens.</numerusform>
            <numerusform>%Ln workers listen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln has/have fields under the key %1.</source>
        <comment>jobs; %1 is a key&apos;s id</comment>
        <translation>
            <numerusform>%Ln has fields under the key %1.</numerusform>
            <numerusform>%Ln have fields under the key %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::QueuePage</name>
    <message numerus="yes">
        <source>%n worker(s) listen</source>
        <comment>queue</comment>
        <translation>
            <numerusform>%n worker listens</numerusform>
            <numerusform>%n workers listen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::RetryPlanDialog</name>
    <message numerus="yes">
        <source>Retry %Ln job(s)?</source>
        <comment>title of the plan</comment>
        <translation>
            <numerusform>Retry %Ln job?</numerusform>
            <numerusform>Retry %Ln jobs?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry %Ln job(s)</source>
        <comment>button</comment>
        <translation>
            <numerusform>Retry %Ln job</numerusform>
            <numerusform>Retry %Ln jobs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry the other %Ln anyway</source>
        <comment>jobs; some of a sample failed</comment>
        <translation>
            <numerusform>Retry the other %Ln anyway</numerusform>
            <numerusform>Retry the other %Ln anyway</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Retry the other %Ln</source>
        <comment>jobs; after a sample</comment>
        <translation>
            <numerusform>Retry the other %Ln</numerusform>
            <numerusform>Retry the other %Ln</numerusform>
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
    <name>drover::ui::TrashBatchModel</name>
    <message numerus="yes">
        <source>%Ln job(s) of %1, %2</source>
        <comment>queue, moment</comment>
        <translation>
            <numerusform>%Ln job of %1, %2</numerusform>
            <numerusform>%Ln jobs of %1, %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::TrashPage</name>
    <message numerus="yes">
        <source>%Ln job(s), %1; the oldest go when there are too many</source>
        <comment>%1 is a size</comment>
        <translation>
            <numerusform>%Ln job, %1; the oldest go when there are too many</numerusform>
            <numerusform>%Ln jobs, %1; the oldest go when there are too many</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Restore %Ln job(s)</source>
        <comment>button</comment>
        <translation>
            <numerusform>Restore %Ln job</numerusform>
            <numerusform>Restore %Ln jobs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln job(s) for good?</source>
        <comment>of the trash</comment>
        <translation>
            <numerusform>Delete %Ln job for good?</numerusform>
            <numerusform>Delete %Ln jobs for good?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln job(s)</source>
        <comment>button</comment>
        <translation>
            <numerusform>Delete %Ln job</numerusform>
            <numerusform>Delete %Ln jobs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::TrayIcon</name>
    <message numerus="yes">
        <source>Drover: %n alert(s)</source>
        <translation>
            <numerusform>Drover: %n alert</numerusform>
            <numerusform>Drover: %n alerts</numerusform>
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
    <message numerus="yes">
        <source>&amp;Unlock for %n minute(s)…</source>
        <comment>production connection</comment>
        <translation>
            <numerusform>&amp;Unlock for %n minute…</numerusform>
            <numerusform>&amp;Unlock for %n minutes…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::WorkersPage</name>
    <message numerus="yes">
        <source>%n worker(s) listen</source>
        <comment>to queues</comment>
        <translation>
            <numerusform>%n worker listens</numerusform>
            <numerusform>%n workers listen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>on %n queue(s)</source>
        <comment>workers that listen</comment>
        <translation>
            <numerusform>on %n queue</numerusform>
            <numerusform>on %n queues</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n here</source>
        <comment>workers of this window</comment>
        <translation>
            <numerusform>%n here</numerusform>
            <numerusform>%n here</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n silent while jobs wait</source>
        <comment>workers</comment>
        <translation>
            <numerusform>%n silent while jobs wait</numerusform>
            <numerusform>%n silent while jobs wait</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>drover::ui::Workspace</name>
    <message numerus="yes">
        <source>%n critical</source>
        <comment>findings</comment>
        <translation>
            <numerusform>%n critical</numerusform>
            <numerusform>%n critical</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <comment>findings</comment>
        <translation>
            <numerusform>%n warning</numerusform>
            <numerusform>%n warnings</numerusform>
        </translation>
    </message>
</context>
</TS>
