using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.Tests.State.Kinds;

/// <summary>What a snapshot has of one state in one key group, as a line of text: what it is of, the schemas, and the bytes.</summary>
internal sealed record StoredState(string Case, string Name, string KeySchema, string ValueSchema, int KeyGroup, string Bytes)
{
    public static IEnumerable<StoredState> In(string name, SubtaskSnapshot snapshot) =>
        from keyed in snapshot.Operators.Values.Single().Keyed
        from part in keyed.Groups.Select((section, number) => (Section: section, Number: number))
        where part.Section.Length > 0
        select new StoredState(name, keyed.Name, keyed.KeySchema, keyed.ValueSchema, keyed.FirstKeyGroup + part.Number, Convert.ToHexString(part.Section.Read().Span));

    public static StoredState Parse(string line) => line.Split('\t') is [var name, var state, var key, var value, var group, var bytes]
        ? new StoredState(name, state, key, value, int.Parse(group, System.Globalization.CultureInfo.InvariantCulture), bytes)
        : throw new FormatException(line);

    public override string ToString() => string.Join('\t', Case, Name, KeySchema, ValueSchema, KeyGroup, Bytes);

    public IFrozenKeyedState ToFrozen() => new Frozen(this);

    private sealed class Frozen(StoredState stored) : IFrozenKeyedState
    {
        public string Name => stored.Name;

        public string KeySchema => stored.KeySchema;

        public string ValueSchema => stored.ValueSchema;

        public KeyGroupRange Range => new(stored.KeyGroup, 1);

        public void Write(int keyGroup, SnapshotWriter writer) => writer.WriteRaw(Convert.FromHexString(stored.Bytes));

        public void Release()
        {
        }
    }
}
