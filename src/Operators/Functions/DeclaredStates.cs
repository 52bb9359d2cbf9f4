using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.Functions;

/// <summary>The states a function has declared, in one subtask.</summary>
internal sealed class DeclaredStates<TKey>(string operatorName, StateSerializers? serializers, KeyGroupRange range, CurrentKey<TKey> current) : StateDeclarations
    where TKey : notnull
{
    private readonly Dictionary<string, IKeyedState> _states = [];
    private readonly List<StateDescription> _descriptions = [];

    public IReadOnlyList<StateDescription> Descriptions => _descriptions;

    /// <summary>The states a function declares, without a subtask to run it in.</summary>
    public static IReadOnlyList<StateDescription> Describe(Action<StateDeclarations> open)
    {
        var states = new DeclaredStates<TKey>("", null, new KeyGroupRange(0, 0), new CurrentKey<TKey>(1));
        open(states);
        return states.Descriptions;
    }

    public override ValueState<TValue> Value<TValue>(string name) => Add<TValue>(name, null);

    public override ValueState<TValue> Value<TValue>(string name, IStateSerializer<TValue> serializer) => Add(name, new CustomStateSerializer<TValue>(serializer));

    private ValueState<TValue> Add<TValue>(string name, CustomStateSerializer<TValue>? serializer)
    {
        if (name.StartsWith('$') || _descriptions.Exists(d => d.Name == name))
        {
            throw new StreamProcessingException($"The state '{name}' is declared twice in one operator, or its name begins with '$'. Give each state a name of its own.");
        }

        serializer?.Complete();
        Type[] kept = serializer is null ? [typeof(TKey), typeof(TValue)] : [typeof(TKey)];
        _descriptions.Add(StateDescription.Of(name, $"value of {typeof(TValue)} by {typeof(TKey)}", kept));
        if (serializers is null)
        {
            // Only described: what can be kept is decided when the job is built, with all its serializers.
            return new UndeployedState<TValue>(name);
        }

        var format = new KeyedStateFormat<TKey, TValue>(
            operatorName, name, serializers.Of<TKey>(), (StateSerializer<TValue>?)serializer ?? serializers.Of<TValue>());
        var state = new KeyedValueState<TKey, TValue>(format, range, current);
        _states.Add(name, state);
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
