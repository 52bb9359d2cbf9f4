namespace AkkaStreamProc;

/// <summary>What is done with several streams, none of which comes first.</summary>
public static class Streams
{
    /// <summary>Joins streams of derived types into one of their base; records of different streams come in any order.</summary>
    /// <typeparam name="TBase">
    /// A class or an interface. Where its records go to other subtasks, are in state, or are in flight in a checkpoint, it declares its derived types
    /// (<see cref="StateDerivedTypeAttribute"/>).
    /// </typeparam>
    /// <param name="streams">The streams, one or more; one that is named twice gives every record twice.</param>
    /// <exception cref="StreamProcessingException">There is none, or they belong to different jobs.</exception>
    public static DataStream<TBase> Union<TBase>(params IReadOnlyList<IDataStream<TBase>> streams)
    {
        ArgumentNullException.ThrowIfNull(streams);
        return streams.Count == 0
            ? throw new StreamProcessingException($"A union of no streams (of {typeof(TBase)}) has no job. Name one stream at least.")
            : streams[0].As<TBase>().Union([.. streams.Skip(1).Select(stream => stream.As<TBase>())]);
    }
}
