namespace AkkaStreamProc.Operators.Batches;

/// <summary>The columns that not every batch has.</summary>
[Flags]
internal enum BatchColumns : byte
{
    None = 0,
    Watermarks = 1,
    Kinds = 2,
}
