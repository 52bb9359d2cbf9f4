using AkkaStreamProc.Operators.Fusion;

namespace AkkaStreamProc.Operators.Windows.Combining;

/// <summary>The columns of partial aggregates.</summary>
internal static class PartialColumns<TKey, TPart>
{
    public static readonly ColumnLoop<Partial<TKey, TPart>, TKey> Keys = static (partials, keys, count, _) =>
    {
        for (var i = 0; i < count; i++)
        {
            keys[i] = partials[i].Key;
        }
    };
}
