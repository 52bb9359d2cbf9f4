namespace AkkaStreamProc.Operators.Execution;

/// <summary>What an operator holds in one subtask, in bytes, about.</summary>
/// <remarks>
/// Tables are counted as they are; what their entries refer to is estimated from a sample, strings and arrays by their
/// length, other collections by their number of elements.
/// </remarks>
/// <param name="State">What it keeps between records.</param>
/// <param name="Buffers">Records that are on their way: fetched ahead, waiting, or written and not confirmed.</param>
internal readonly record struct HeldMemory(long State, long Buffers)
{
    public long Total => State + Buffers;

    public static HeldMemory operator +(HeldMemory one, HeldMemory other) => new(one.State + other.State, one.Buffers + other.Buffers);
}
