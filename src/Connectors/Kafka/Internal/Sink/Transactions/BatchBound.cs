namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink.Transactions;

/// <summary>How many bytes a batch of the clients to come may have. Used by one worker.</summary>
/// <param name="size">The bound at first; <see langword="null"/> for that of the library.</param>
internal sealed class BatchBound(int? size)
{
    private const int LibrarySize = 1_000_000;

    public int? Size { get; private set; } = size;

    public void Halve() => Size = Math.Max(1, (Size ?? LibrarySize) / 2);
}
