namespace AkkaStreamProc.Actors.Memory;

/// <summary>An operator of a job with what its subtasks on this node hold.</summary>
/// <param name="Job">The job.</param>
/// <param name="Operator">The operator.</param>
/// <param name="StateBytes">Its state.</param>
/// <param name="BufferedBytes">Records on their way.</param>
internal sealed record MemoryHolder(string Job, string Operator, long StateBytes, long BufferedBytes)
{
    public long Bytes => StateBytes + BufferedBytes;

    /// <summary>How long ago it held that; <see langword="null"/> where it does now.</summary>
    public TimeSpan? Ago { get; init; }

    public override string ToString() => FormattableString.Invariant(
        $"'{Operator}' of the job '{Job}' {ByteText.Of(Bytes)} ({ByteText.Of(StateBytes)} of state, {ByteText.Of(BufferedBytes)} of records{(Ago is { } ago ? FormattableString.Invariant($"; {ago.TotalSeconds:F0} s ago") : "")})");
}
