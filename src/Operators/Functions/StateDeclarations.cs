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
    /// <typeparam name="TValue">Any type that can be serialized.</typeparam>
    /// <param name="name">Names the state in snapshots; unique in the operator and stable across versions.</param>
    /// <exception cref="StreamProcessingException">The name is declared twice.</exception>
    public abstract ValueState<TValue> Value<TValue>(string name);
}
