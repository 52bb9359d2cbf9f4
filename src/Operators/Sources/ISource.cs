using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc;

/// <summary>Where records come from: a description that creates one reader for each subtask.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// <para>
/// A source consists of <em>splits</em> (a file, a Kafka partition), each an ordered, replayable sequence of
/// positions. The positions stand in every checkpoint; a restored job continues exactly behind them.
/// </para>
/// <para>
/// Every subtask finds the splits by itself and reads those it owns (<see cref="SourceSplit.IsOwnedBy"/>), so there is
/// no assignment to agree on and no rebalancing.
/// </para>
/// <para>Immutable; the same object may serve many subtasks.</para>
/// </remarks>
public interface ISource<T>
{
    /// <summary>What the source is, for plans and the fingerprint of the job: <c>kafka(clicks)</c>. No secrets.</summary>
    string Description { get; }

    /// <summary>Whether the source ends by itself.</summary>
    bool IsBounded { get; }

    /// <summary>Creates the reader of one subtask. Must not block; see <see cref="ISourceReader{T}"/>.</summary>
    ISourceReader<T> CreateReader(ISubtaskContext context);
}
