using AkkaStreamProc.Operators.Keys;

namespace AkkaStreamProc.Operators.State.Evolution;

/// <summary>Whether a state can be read that was written by another version of the job.</summary>
/// <param name="Difference">Why it cannot; <see langword="null"/> where it can.</param>
/// <param name="Changes">What is other than it was, in words.</param>
/// <param name="IsMigrated">Whether a migration of the user's has a part in it.</param>
internal sealed record StateFit(string? Difference, IReadOnlyList<string> Changes, bool IsMigrated)
{
    public static StateFit Same { get; } = new(null, [], false);

    /// <summary>The same for keys and values.</summary>
    public static StateFit OfEntries<TKey, TValue>(StateForm written, StateSerializers serializers, StateSerializer<TValue> values)
        where TKey : notnull
    {
        var role = "key";
        try
        {
            var keys = serializers.Reading(serializers.Of<TKey>(), written.Keys, Permitted.Names);
            if (keys.Changes.Count == 0 && written.KeyOrder is { } was && Structural.OrderOf(typeof(TKey)) is var now && was != now)
            {
                return new StateFit(
                    now is null
                        ? $"its key was hashed by its members {was}, and is by a hash of its own ({nameof(IStableHash)}): no key of the state would be found again"
                        : $"its key was hashed by its members {was}, and is by {now}: their order in the code counts",
                    [],
                    false);
            }

            role = "value";
            var read = serializers.Reading(values, written.Values);
            return new StateFit(null, [.. keys.Changes, .. read.Changes], read.IsMigrated);
        }
        catch (StateEvolutionException difference)
        {
            return Of(difference, role);
        }
    }

    public static StateFit Of(StateEvolutionException difference, string role) => new($"its {role} {difference.Message}", [], false);
}
