using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Persistence;
using AkkaStreamProc.Actors.Jobs.Journal;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>What the in-memory journal and snapshot store of a system ask before they do something, by job.</summary>
internal sealed class StoreHooks : IExtension
{
    private readonly ConcurrentDictionary<string, JobStore> _jobs = new();

    /// <param name="name">The name of a job or one of its persistence ids.</param>
    public JobStore Of(string name)
    {
        var parts = name.Split('~');
        return _jobs.GetOrAdd(parts.Length == 2 ? parts[1] : parts[0], _ => new JobStore());
    }
}

/// <summary>The stores as one job sees them. A hook that throws, or whose task faults, is a failing store.</summary>
internal sealed class JobStore
{
    public Func<JobJournalEvent, Task> BeforeJournal { get; set; } = static _ => Task.CompletedTask;

    public Action BeforeReplay { get; set; } = static () => { };

    public Func<SnapshotMetadata, Task> BeforeSave { get; set; } = static _ => Task.CompletedTask;

    public Func<string, Task> BeforeLoad { get; set; } = static _ => Task.CompletedTask;

    /// <summary>The events of the job that stand in the journal.</summary>
    public Recording<JobJournalEvent> Journalled { get; } = new();

    /// <summary>The deletions of one snapshot each, by the owner of the snapshot.</summary>
    public Concurrency SingleDeletions { get; } = new();

    /// <summary>The highest number of each deletion.</summary>
    public Recording<long> Deleted { get; } = new();

    internal ConcurrentDictionary<(string PersistenceId, long SequenceNr), bool> Snapshots { get; } = new();

    /// <summary>The numbers of the snapshots that are stored.</summary>
    public IReadOnlyList<long> NumbersOf(string persistenceId) =>
        [.. Snapshots.Keys.Where(s => s.PersistenceId == persistenceId).Select(s => s.SequenceNr).Order()];
}

internal sealed class StoreHooksProvider : ExtensionIdProvider<StoreHooks>
{
    public override StoreHooks CreateExtension(ExtendedActorSystem system) => new();
}
