namespace AkkaStreamProc.TestKit.Jobs;

/// <summary>What a test has sent through one split: records, and watermarks between them.</summary>
internal sealed class TestLog<T>(string id)
{
    private readonly List<TestElement<T>> _elements = [];

    public string Id => id;

    public int Count => _elements.Count;

    /// <summary>Whether nothing follows.</summary>
    public bool HasEnded { get; set; }

    public TestElement<T> this[int position] => _elements[position];

    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public void Add(TestElement<T> element)
    {
        if (HasEnded)
        {
            throw new InvalidOperationException($"The split '{id}' has ended; nothing can be sent through it any more.");
        }

        _elements.Add(element);
    }
}

/// <summary>A record, or a watermark.</summary>
/// <param name="Record">The record.</param>
/// <param name="Timestamp">The timestamp that the source knows; <see cref="Operators.Batches.RecordBatch.NoTimestamp"/> where none.</param>
/// <param name="Watermark">What the source promises, in place of a record.</param>
internal readonly record struct TestElement<T>(T? Record, long Timestamp, long? Watermark = null);
