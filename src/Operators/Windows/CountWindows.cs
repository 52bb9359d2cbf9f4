namespace AkkaStreamProc;

/// <summary>Windows of so many records of a key.</summary>
/// <remarks>
/// A window that is not full when the input ends emits nothing. (So in Flink.) Where that matters, give <see cref="GlobalWindows"/> a
/// trigger with a time-out.
/// </remarks>
public sealed record CountWindows
{
    private CountWindows(int size, int slide) => (Size, Slide) = (size, slide);

    /// <summary>How many records a window has.</summary>
    public int Size { get; }

    /// <summary>With how many records a window fires.</summary>
    public int Slide { get; }

    /// <summary>Windows that follow each other.</summary>
    /// <param name="size">How many records, at least one.</param>
    public static CountWindows Tumbling(int size) => new(Positive(size), size);

    /// <summary>The last records, whenever some have come; at first there are fewer.</summary>
    /// <param name="size">How many records, at least one.</param>
    /// <param name="slide">With how many records a window fires, at least one.</param>
    public static CountWindows Sliding(int size, int slide) => new(Positive(size), Positive(slide));

    /// <inheritdoc/>
    public override string ToString() => Size == Slide ? $"count({Size})" : $"count({Size} every {Slide})";

    private static int Positive(int records) =>
        records > 0 ? records : throw new StreamProcessingException($"Windows of {records} records are not possible: it must be one or more.");
}
