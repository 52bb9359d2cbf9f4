namespace AkkaStreamProc.Operators.Execution;

/// <summary>Which life of a job something outside belongs to: positions, output, markers.</summary>
/// <remarks>
/// A life begins when a job is submitted to a store that has nothing of it, or whose state of it is discarded on
/// request, and goes on through every restart and rescaling. Another life writes the same records again; so a sink that
/// finds the output of one it does not continue must refuse to start.
/// </remarks>
/// <param name="Identity">Made at random for the life, and kept in the journal of the job.</param>
/// <param name="Attempt">Made at random for the attempt: all its subtasks have it, in whatever process, and no other attempt has.</param>
/// <param name="Discarded">The lives of the job that were discarded on request, last ones last: that their output is there is known.</param>
/// <param name="ForgottenUpTo">
/// The last checkpoint of this life that was forgotten because somebody chose to continue from an earlier one, and to have
/// output repeated; 0 unless there is one.
/// </param>
public sealed record JobLife(Guid Identity, Guid Attempt, IReadOnlyList<Guid> Discarded, long ForgottenUpTo = 0)
{
    /// <summary>A life that nobody keeps, for surroundings without a journal.</summary>
    public static JobLife Unknown { get; } = new(Guid.Empty, Guid.Empty, []);

    /// <summary>Whether anybody keeps the life, so that what is outside can be told to be of another.</summary>
    public bool IsKnown => Identity != Guid.Empty;

    /// <summary>
    /// Whether output that is outside is no surprise to this life: it continues it, or knows that it was given up.
    /// </summary>
    /// <param name="identity">The life that wrote the output.</param>
    /// <param name="writtenUpTo">The last checkpoint whose output is there.</param>
    /// <param name="restored">The checkpoint that is restored, 0 on a first start.</param>
    public bool Explains(Guid identity, long writtenUpTo, long restored) =>
        identity == Identity ? writtenUpTo <= Math.Max(restored, ForgottenUpTo) : Discarded.Contains(identity);
}
