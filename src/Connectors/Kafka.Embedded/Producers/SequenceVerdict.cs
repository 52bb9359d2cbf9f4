using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Producers;

/// <summary>What the sequence numbers of a batch say: append it, answer it again, or refuse it.</summary>
/// <param name="Error">Why the batch is refused; none otherwise.</param>
/// <param name="DuplicateOf">The offset at which the same batch already stands; -1 for a new batch.</param>
internal readonly record struct SequenceVerdict(ErrorCode Error, long DuplicateOf)
{
    public static readonly SequenceVerdict Append = new(ErrorCode.None, -1);

    public static SequenceVerdict Refuse(ErrorCode error) => new(error, -1);

    public static SequenceVerdict Duplicate(long baseOffset) => new(ErrorCode.None, baseOffset);
}
