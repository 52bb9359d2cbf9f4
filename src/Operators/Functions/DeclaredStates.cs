using AkkaStreamProc.Operators.Graph;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Functions;

/// <summary>The states a function has declared, in one subtask.</summary>
internal sealed class DeclaredStates<TKey>(KeyGroupRange range, CurrentKey<TKey> current) : StateDeclarations
    where TKey : notnull
{
    private readonly Dictionary<string, IKeyedState> _states = [];
    private readonly List<StateDescription> _descriptions = [];

    public IReadOnlyList<StateDescription> Descriptions => _descriptions;

    /// <summary>The states a function declares, without a subtask to run it in.</summary>
    public static IReadOnlyList<StateDescription> Describe(Action<StateDeclarations> open)
    {
        var states = new DeclaredStates<TKey>(new KeyGroupRange(0, 0), new CurrentKey<TKey>(1));
        open(states);
        return states.Descriptions;
    }

    public override ValueState<TValue> Value<TValue>(string name)
    {
        var state = new KeyedValueState<TKey, TValue>(name, range, current);
        if (name.StartsWith('$') || !_states.TryAdd(name, state))
        {
            throw new StreamProcessingException($"The state '{name}' is declared twice in one operator, or its name begins with '$'. Give each state a name of its own.");
        }

        _descriptions.Add(StateDescription.Of(name, $"value of {typeof(TValue)} by {typeof(TKey)}"));
        return state;
    }

    public void Freeze(OperatorFreeze freeze)
    {
        foreach (var state in _states.Values)
        {
            freeze.Add(state.Freeze());
        }
    }

    public void Restore(OperatorRestore restore)
    {
        foreach (var state in _states.Values)
        {
            state.Restore(restore);
        }
    }
}
