namespace AkkaStreamProc.Operators.State;

/// <summary>Walks collections in state, within the call and on its thread.</summary>
internal static class StateWalk
{
    /// <param name="items">The collection.</param>
    /// <param name="state">The state that it belongs to.</param>
    /// <exception cref="StreamProcessingException">The walk goes on outside the call in which it began.</exception>
    public static IEnumerable<T> Over<T, TValue>(IEnumerable<T> items, ValueState<TValue> state) => Over(items, () => state.Call, "A map or list in state");

    /// <param name="items">The collection.</param>
    /// <param name="callAtHand">The number of the call at hand; throws where there is none on the thread.</param>
    /// <param name="what">What is walked, for the message.</param>
    /// <exception cref="StreamProcessingException">The walk goes on outside the call in which it began.</exception>
    public static IEnumerable<T> Over<T>(IEnumerable<T> items, Func<long> callAtHand, string what)
    {
        var call = callAtHand();
        return Walk();

        IEnumerable<T> Walk()
        {
            foreach (var item in items)
            {
                if (callAtHand() != call)
                {
                    throw new StreamProcessingException(
                        $"{what} is walked in another call than the one in which the walk began. Copy what is needed beyond the call, with ToList or ToArray.");
                }

                yield return item;
            }
        }
    }
}
