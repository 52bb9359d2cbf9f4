namespace AkkaStreamProc.Actors.Jobs;

/// <summary>What came of a submission.</summary>
/// <param name="Rejection">Why not, or <see langword="null"/> where the job was accepted.</param>
/// <param name="RestoredFrom">The checkpoint it continues from, or <see langword="null"/>.</param>
/// <param name="HadFinished">Whether the job had finished before and does not run again.</param>
/// <param name="Discarded">What was discarded on request, or <see langword="null"/>.</param>
internal sealed record SubmitAnswer(string? Rejection, long? RestoredFrom, bool HadFinished, string? Discarded)
{
    public static SubmitAnswer Reject(string reason) => new(reason, null, false, null);
}
