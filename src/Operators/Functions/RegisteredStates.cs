using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Queries;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.Functions;

/// <summary>Gives a function in a subtask the states that were registered for its operator when the job was declared.</summary>
internal sealed class RegisteredStates<TKey> : StateDeclarations
    where TKey : notnull
{
    private readonly Dictionary<string, StateDescriptor> _left;
    private readonly KeyedStates<TKey> _states;
    private readonly string _operatorName;

    private RegisteredStates(IReadOnlyList<StateDescriptor> registered, KeyedStates<TKey> states, string operatorName)
    {
        _left = registered.ToDictionary(d => d.Name);
        _states = states;
        _operatorName = operatorName;
    }

    /// <summary>Lets a function declare its states.</summary>
    /// <param name="open">The method of the function that does.</param>
    /// <param name="registered">What the function declared when the job was.</param>
    /// <param name="states">Where they are kept.</param>
    /// <param name="operatorName">The operator, for messages.</param>
    /// <exception cref="StreamProcessingException">The function declares others now.</exception>
    public static void Open(Action<StateDeclarations> open, IReadOnlyList<StateDescriptor> registered, KeyedStates<TKey> states, string operatorName)
    {
        var declarations = new RegisteredStates<TKey>(registered, states, operatorName);
        open(declarations);
        if (declarations._left.Keys.FirstOrDefault() is { } missing)
        {
            throw declarations.Refused($"does not declare the state '{missing}'");
        }
    }

    public override ValueState<TValue> Value<TValue>(string name) => Declare(name, StateKind.Value, StateViews.Value<TValue>());

    /// <remarks>With the serializer that the instance at hand gives, which may keep things to itself.</remarks>
    public override ValueState<TValue> Value<TValue>(string name, IStateSerializer<TValue> serializer) =>
        _states.Value(Take<TValue>(name, StateKind.Value, isCustom: true) with { Serializer = CustomStateSerializer<TValue>.Of(serializer) });

    private protected override ValueState<TValue> Declare<TValue>(string name, StateKind kind, StateView<TValue> view, Ttl? ttl = null) => ttl is null
        ? _states.Value(Take<TValue>(name, kind, isCustom: false) with { View = view })
        : _states.Timed(Take<Timed<TValue>>(name, kind, isCustom: false) with { View = view.Expiring(ttl) }, ttl);

    private protected override (ValueState<Timed<TValue>> State, Func<long> Now) DeclareExpiring<TValue>(
        string name, StateKind kind, StateView<Timed<TValue>> view, Ttl ttl, Action<Timed<TValue>>? settle) =>
        _states.Expiring(Take<Timed<TValue>>(name, kind, isCustom: false) with { View = view, Settle = settle }, ttl);

    private KeyedStateDescriptor<TKey, TValue> Take<TValue>(string name, StateKind kind, bool isCustom) =>
        _left.Remove(name, out var registered)
        && registered is KeyedStateDescriptor<TKey, TValue> descriptor
        && descriptor.Kind == kind
        && descriptor.Serializer is not null == isCustom
            ? descriptor
            : throw Refused($"declares the state '{name}' as a {new KeyedStateDescriptor<TKey, TValue>(name, kind).Holds}{(isCustom ? " with a serializer of its own" : "")}");

    private StreamProcessingException Refused(string what) => new(
        $"The function of '{_operatorName}' {what}, unlike when the job was declared. Every instance must declare the same states, whatever it is given.");
}
