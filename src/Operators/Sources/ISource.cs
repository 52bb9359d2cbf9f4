using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc;

/// <summary>Where records come from: a description that creates one enumerator for all subtasks, and one reader for each.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// <para>
/// A source consists of <em>splits</em> (a file, a Kafka partition), each an ordered, replayable sequence of
/// positions. The positions stand in every checkpoint; a restored job continues exactly behind them.
/// </para>
/// <para>
/// The enumerator finds the splits and hands each to a subtask, at the start and while the job runs; the reader of the subtask
/// reads it. So nobody but the enumerator asks what there is to read, and what it knows is part of the checkpoint.
/// </para>
/// <para>Immutable; the same object may serve many subtasks.</para>
/// </remarks>
public interface ISource<T>
{
    /// <summary>What the source is, for plans and the fingerprint of the job: <c>kafka(clicks)</c>. No secrets.</summary>
    string Description { get; }

    /// <summary>Whether the source ends by itself.</summary>
    bool IsBounded { get; }

    /// <summary>The binary form of the splits; that of <see cref="OffsetSplit"/> unless the source has splits of its own.</summary>
    ISplitSerializer SplitSerializer => OffsetSplit.Serializer;

    /// <summary>Creates the enumerator of one attempt. Must not block; see <see cref="ISplitEnumerator"/>.</summary>
    ISplitEnumerator CreateEnumerator(ISplitEnumeratorContext context);

    /// <summary>Creates the reader of one subtask. Must not block; see <see cref="ISourceReader{T}"/>.</summary>
    ISourceReader<T> CreateReader(ISubtaskContext context);
}
