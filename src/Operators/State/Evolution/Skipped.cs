namespace AkkaStreamProc.Operators.State.Evolution;

/// <summary>Stands for a value that was passed over. Each is another one, so that collections of them are as large as they were.</summary>
internal sealed class Skipped : IComparable<Skipped>
{
    private static long _last;

    private readonly long _number = Interlocked.Increment(ref _last);

    public int CompareTo(Skipped? other) => _number.CompareTo(other?._number ?? 0);
}
