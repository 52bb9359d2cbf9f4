using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc;

/// <summary>Where a function declares the states it keeps for each key.</summary>
public abstract class StateDeclarations
{
    private protected StateDeclarations()
    {
    }

    /// <summary>Declares a single value for each key.</summary>
    /// <typeparam name="TValue">A type that comes back from a checkpoint as it was (<c>docs/state-types.md</c>); others are refused when the job is built.</typeparam>
    /// <param name="name">Names the state in snapshots; unique in the operator and stable across versions.</param>
    /// <exception cref="StreamProcessingException">The name is declared twice.</exception>
    public abstract ValueState<TValue> Value<TValue>(string name);

    /// <summary>Declares a single value for each key, with a binary form of one's own.</summary>
    /// <inheritdoc cref="Value{TValue}(string)"/>
    /// <param name="name">Names the state in snapshots; unique in the operator and stable across versions.</param>
    /// <param name="serializer">The form; its name and version become part of the schema of the state.</param>
    public abstract ValueState<TValue> Value<TValue>(string name, IStateSerializer<TValue> serializer);
}
