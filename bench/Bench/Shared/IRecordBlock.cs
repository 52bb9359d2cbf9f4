namespace AkkaStreamProc.Bench.Shared;

/// <summary>Records in memory that are given again and again.</summary>
internal interface IRecordBlock<T>
{
    int Length { get; }

    /// <summary>Copies a part of the block as it is in a round, with the timestamps.</summary>
    void Copy(int start, int round, int count, T[] values, long[] timestamps);
}
