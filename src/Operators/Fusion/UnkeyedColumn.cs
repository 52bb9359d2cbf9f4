namespace AkkaStreamProc.Operators.Fusion;

/// <summary>The keys of records that have none: all the same, and nothing is kept under it.</summary>
internal static class UnkeyedColumn<T>
{
    public static Lazy<ColumnLoop<T, AllRecords>> Keys { get; } = new(() => ColumnCompiler.Compile<T, AllRecords>(_ => default));
}
