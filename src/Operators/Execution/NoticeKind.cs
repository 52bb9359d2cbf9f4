namespace AkkaStreamProc.Operators.Execution;

/// <summary>What a notice is about: one entry in the catalogue of whoever gives it.</summary>
/// <param name="Id">A number that stays the same, whatever the words become; for filters and alerts.</param>
/// <param name="Name">A name that stays the same.</param>
/// <param name="Level">How much it matters.</param>
public sealed record NoticeKind(int Id, string Name, NoticeLevel Level = NoticeLevel.Information)
{
    /// <summary>A notice of this kind.</summary>
    /// <param name="text">The whole of it, in words.</param>
    public Notice With(string text) => new(this, text);
}
