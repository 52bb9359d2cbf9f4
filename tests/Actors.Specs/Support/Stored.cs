using AkkaStreamProc.Actors.Checkpoints.Stores;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>Snapshots that nobody has written.</summary>
internal static class Stored
{
    public static StoredSnapshot Snapshot(long length) => new(length, 0, []);
}
