namespace AkkaStreamProc;

/// <summary>The key of all records where a stream is gathered as a whole (<see cref="DataStream{T}.WindowAll(AlignedWindows)"/>).</summary>
public readonly record struct AllRecords;
