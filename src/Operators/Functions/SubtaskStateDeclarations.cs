using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc;

/// <summary>Where a function without keys declares what it keeps in each subtask.</summary>
public abstract class SubtaskStateDeclarations
{
    private protected SubtaskStateDeclarations()
    {
    }

    /// <summary>Declares a list of which every subtask has a part. At another parallelism the elements of all parts are dealt out anew, in turns.</summary>
    /// <typeparam name="T">A type that comes back from a checkpoint as it was (<c>docs/state-types.md</c>); others are refused when the job is built.</typeparam>
    /// <param name="name">Names the state in snapshots; unique in the operator and stable across versions.</param>
    /// <exception cref="StreamProcessingException">The name is declared twice.</exception>
    public ListState<T> SplitList<T>(string name) => Declare(new SubtaskListDescriptor<T>(name, IsUnion: false));

    /// <summary>Declares a list that every subtask begins with whole behind a restart: the elements of all subtasks, in the order of their numbers.</summary>
    /// <remarks>Each subtask goes on with a list of its own, and writes all of it: one that is to keep what it has added alone takes the others out first.</remarks>
    /// <inheritdoc cref="SplitList{T}"/>
    public ListState<T> UnionList<T>(string name) => Declare(new SubtaskListDescriptor<T>(name, IsUnion: true));

    private protected abstract ListState<T> Declare<T>(SubtaskListDescriptor<T> descriptor);
}
