namespace AkkaStreamProc.Operators.State;

/// <summary>Walks collections of the key at hand, within the call.</summary>
internal static class StateWalk
{
    /// <param name="items">The collection.</param>
    /// <param name="state">The state that it belongs to.</param>
    /// <exception cref="StreamProcessingException">The walk goes on outside the call in which it began.</exception>
    public static IEnumerable<T> Over<T, TValue>(IEnumerable<T> items, ValueState<TValue> state)
    {
        var call = state.Call;
        return Walk();

        IEnumerable<T> Walk()
        {
            foreach (var item in items)
            {
                if (state.Call != call)
                {
                    throw new StreamProcessingException(
                        "A map or list in state is walked in another call than the one in which the walk began. Copy what is needed beyond the call, with ToList or ToArray.");
                }

                yield return item;
            }
        }
    }
}
