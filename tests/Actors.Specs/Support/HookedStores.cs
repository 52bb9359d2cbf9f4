using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Akka.Persistence.Snapshot;
using AkkaStreamProc.Actors.Jobs.Journal;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>A journal in memory that asks <see cref="StoreHooks"/> first.</summary>
internal sealed class HookedJournal : MemoryJournal
{
    private readonly StoreHooks _hooks = Context.System.WithExtension<StoreHooks, StoreHooksProvider>();

    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr, CancellationToken cancellationToken)
    {
        _hooks.Of(persistenceId).BeforeReplay();
        return base.ReadHighestSequenceNrAsync(persistenceId, fromSequenceNr, cancellationToken);
    }

    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var writes = messages.ToList();
        var events = writes.SelectMany(w => (IImmutableList<IPersistentRepresentation>)w.Payload)
            .Where(p => p.Payload is JobJournalEvent)
            .Select(p => (Store: _hooks.Of(p.PersistenceId), Event: (JobJournalEvent)p.Payload))
            .ToList();
        foreach (var (store, journalled) in events)
        {
            await store.BeforeJournal(journalled);
        }

        var result = await base.WriteMessagesAsync(writes, cancellationToken);
        events.ForEach(e => e.Store.Journalled.Add(e.Event));
        return result;
    }
}

/// <summary>A snapshot store in memory that asks <see cref="StoreHooks"/> first.</summary>
internal sealed class HookedSnapshotStore : MemorySnapshotStore
{
    private readonly StoreHooks _hooks = Context.System.WithExtension<StoreHooks, StoreHooksProvider>();

    protected override async Task SaveAsync(SnapshotMetadata metadata, object snapshot, CancellationToken cancellationToken)
    {
        var store = _hooks.Of(metadata.PersistenceId);
        await store.BeforeSave(metadata);
        await base.SaveAsync(metadata, snapshot, cancellationToken);
        store.Snapshots[(metadata.PersistenceId, metadata.SequenceNr)] = true;
    }

    protected override async Task<SelectedSnapshot?> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken)
    {
        await _hooks.Of(persistenceId).BeforeLoad(persistenceId);
        return await base.LoadAsync(persistenceId, criteria, cancellationToken);
    }

    protected override async Task DeleteAsync(SnapshotMetadata metadata, CancellationToken cancellationToken)
    {
        using (_hooks.Of(metadata.PersistenceId).SingleDeletions.Enter(metadata.PersistenceId))
        {
            // Whoever is about to ask for the next one gets the chance.
            await Task.Yield();
            await base.DeleteAsync(metadata, cancellationToken);
        }

        Forget(metadata.PersistenceId, number => number == metadata.SequenceNr, metadata.SequenceNr);
    }

    protected override async Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken)
    {
        await base.DeleteAsync(persistenceId, criteria, cancellationToken);
        Forget(persistenceId, number => number <= criteria.MaxSequenceNr, criteria.MaxSequenceNr);
    }

    private void Forget(string persistenceId, Func<long, bool> isDeleted, long highest)
    {
        var store = _hooks.Of(persistenceId);
        foreach (var snapshot in store.Snapshots.Keys.Where(s => s.PersistenceId == persistenceId && isDeleted(s.SequenceNr)))
        {
            store.Snapshots.TryRemove(snapshot, out _);
        }

        store.Deleted.Add(highest);
    }
}
