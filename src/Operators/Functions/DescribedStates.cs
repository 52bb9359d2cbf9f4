using AkkaStreamProc.Operators.Queries;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.Functions;

/// <summary>Gathers what a function declares, without a subtask to run it in: the states of an operator are registered from this.</summary>
internal sealed class DescribedStates<TKey> : StateDeclarations
    where TKey : notnull
{
    private readonly List<StateDescriptor> _descriptors = [];

    /// <summary>The states that a function declares.</summary>
    /// <param name="open">The method of the function that does.</param>
    /// <param name="others">What its operator keeps besides.</param>
    /// <exception cref="StreamProcessingException">Two have the same name.</exception>
    public static IReadOnlyList<StateDescriptor> Of(Action<StateDeclarations> open, IReadOnlyList<StateDescriptor> others)
    {
        var states = new DescribedStates<TKey>();
        states._descriptors.AddRange(others);
        open(states);
        return [.. states._descriptors.Skip(others.Count)];
    }

    public override ValueState<TValue> Value<TValue>(string name) => Declare(name, StateKind.Value, StateViews.Value<TValue>());

    private protected override ValueState<TValue> Declare<TValue>(string name, StateKind kind, StateView<TValue> view, Ttl? ttl = null)
    {
        if (ttl is null)
        {
            return Add(new KeyedStateDescriptor<TKey, TValue>(name, kind) { View = view });
        }

        Add(new KeyedStateDescriptor<TKey, Timed<TValue>>(name, kind) { View = view.Expiring(ttl) });
        return new UndeployedState<TValue>(name);
    }

    private protected override (ValueState<Timed<TValue>> State, Func<long> Now) DeclareExpiring<TValue>(
        string name, StateKind kind, StateView<Timed<TValue>> view, Ttl ttl, Action<Timed<TValue>>? settle) =>
        (Add(new KeyedStateDescriptor<TKey, Timed<TValue>>(name, kind) { View = view, Settle = settle }), static () => 0);

    public override ValueState<TValue> Value<TValue>(string name, IStateSerializer<TValue> serializer) =>
        Add(new KeyedStateDescriptor<TKey, TValue>(name, StateKind.Value) { Serializer = CustomStateSerializer<TValue>.Of(serializer), View = StateViews.Value<TValue>() });

    private UndeployedState<TValue> Add<TValue>(KeyedStateDescriptor<TKey, TValue> descriptor)
    {
        if (descriptor.Name.StartsWith('$') || _descriptors.Exists(d => d.Name == descriptor.Name))
        {
            throw new StreamProcessingException($"The state '{descriptor.Name}' is declared twice in one operator, or its name begins with '$'. Give each state a name of its own.");
        }

        _descriptors.Add(descriptor);
        return new UndeployedState<TValue>(descriptor.Name);
    }
}
