using AkkaStreamProc.Operators.State.Evolution;

namespace AkkaStreamProc.Operators.State;

/// <summary>What an operator keeps under one name: registered when the operator is declared, before any subtask runs.</summary>
/// <param name="Name">Names it in snapshots; unique in the operator.</param>
/// <param name="IsKeyed">Whether it is divided by key group; otherwise every subtask has one of its own.</param>
internal abstract record StateDescriptor(string Name, bool IsKeyed)
{
    /// <summary>What it holds, in words, for plans.</summary>
    public abstract string Holds { get; }

    /// <summary>The same with names of types that no other type has, for fingerprints.</summary>
    public virtual string DistinctHolds => Holds;

    /// <summary>Whether every subtask needs what all former ones have written, also where there are as many as before.</summary>
    public virtual bool IsNeededWhole => false;

    /// <summary>What the plan adds; may change between two starts, so it is no part of the fingerprint.</summary>
    public string Detail { get; init; } = "";

    /// <summary>How it is written by a job.</summary>
    public virtual StateForm FormIn(StateSerializers serializers) => new("operator", "", Holds);

    /// <summary>Whether a job can read what was written in a form.</summary>
    public virtual StateFit FitOf(StateForm written, StateSerializers serializers) => FormIn(serializers) is var now && now == written
        ? StateFit.Same
        : new StateFit($"it was '{written.Values}', the job now has '{now.Values}'", [], false);

    /// <summary>Refuses types that would not come back from a checkpoint as they were.</summary>
    /// <exception cref="StreamProcessingException">One cannot be kept; names the member, the reason and the way out.</exception>
    public virtual void Verify(StateSerializers serializers)
    {
    }
}

/// <summary>State of a subtask as a whole: positions, epochs.</summary>
internal sealed record OperatorStateDescriptor(string Name, string Description) : StateDescriptor(Name, IsKeyed: false)
{
    public override string Holds => Description;
}
