namespace AkkaStreamProc.Bench.Checkpoints;

/// <summary>Keeps 88 bytes for each key. A record of the key changes them; one of its complement (−key − 1) only looks at them.</summary>
internal sealed class Keeping : ProcessFunction<long, long, long>
{
    private ValueState<Kept> _kept = null!;

    /// <summary>How many keys were looked at that had what they should have.</summary>
    public static long Verified { get; set; }

    /// <summary>How often each must have changed, where that is known.</summary>
    public static long? Expected { get; set; }

    public override bool UsesEventTime => false;

    public override void Open(StateDeclarations states) => _kept = states.Value<Kept>("kept");

    public override void Process(long record, ProcessContext<long, long> context)
    {
        var key = context.Key;
        if (record < 0)
        {
            var changes = _kept.Value.Changes;
            Verified += _kept.Value == Kept.Of(key, changes) && changes > 0 && changes == (Expected ?? changes) ? 1 : 0;
        }
        else
        {
            _kept.Value = Kept.Of(key, _kept.Value.Changes + 1);
        }
    }

    /// <summary>Numbers that follow from the key and how often it has changed.</summary>
    public readonly record struct Kept(long Changes, long A, long B, long C, long D, long E, long F, long G, long H, long I, long J)
    {
        public static Kept Of(long key, long changes) =>
            new(changes, key, key + changes, ~key, key * 3, key * 5, key * changes, key * 7, key ^ changes, key * 11, key - changes);
    }
}
