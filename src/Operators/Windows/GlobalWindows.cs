namespace AkkaStreamProc;

/// <summary>One window for all records of a key, which never ends: a trigger says when it fires.</summary>
/// <remarks>Where nothing purges it, and it is not aggregated, it grows without bound.</remarks>
public sealed record GlobalWindows
{
    private GlobalWindows()
    {
    }

    /// <summary>The only one.</summary>
    public static GlobalWindows Instance { get; } = new();

    /// <inheritdoc/>
    public override string ToString() => "global";
}
