namespace AkkaStreamProc.Operators.Execution;

/// <summary>Whether the process is short of memory, so that whatever serves speed only is left out: fetching ahead, pools of batches.</summary>
/// <remarks>A fact of the process, set by whoever watches its memory; any thread asks.</remarks>
internal static class MemoryShortage
{
    private static volatile bool _isThere;

    public static bool IsThere { get => _isThere; set => _isThere = value; }
}
