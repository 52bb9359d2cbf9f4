using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc;

/// <summary>Where records go: a description that creates one writer for each subtask.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>Immutable; the same object may serve many subtasks.</remarks>
public interface ISink<T>
{
    /// <summary>What the sink is, for plans and the fingerprint of the job: <c>files(out)</c>. No secrets.</summary>
    string Description { get; }

    /// <summary>What the sink promises.</summary>
    DeliveryGuarantee Guarantee { get; }

    /// <summary>
    /// Which changes of a table the sink takes (<see cref="ChangeStream{TKey, T}"/>), where its records are changes
    /// (<see cref="Change{TKey, T}"/>); <see cref="ChangelogMode.Append"/> unless it says otherwise.
    /// </summary>
    ChangelogMode Takes => ChangelogMode.Append;

    /// <summary>Creates the writer of one subtask. Must not block; see <see cref="ISinkWriter{T}"/>.</summary>
    ISinkWriter<T> CreateWriter(ISubtaskContext context);
}
