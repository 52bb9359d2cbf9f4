using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Functions;

/// <summary>A function that keeps something in its subtask as a whole, besides what it keeps by key.</summary>
internal interface ISubtaskStates
{
    /// <summary>Whether the function of the user was opened for these states, and not closed.</summary>
    bool IsOpen => false;

    /// <summary>What it declares.</summary>
    IReadOnlyList<StateDescriptor> Describe(IReadOnlyList<StateDescriptor> others);

    /// <summary>Makes it in a subtask; called once, before the first record.</summary>
    /// <param name="context">The surroundings of the operator.</param>
    /// <param name="call">The call at hand.</param>
    /// <param name="registered">What was declared when the job was, and whatever else the operator keeps.</param>
    IEnumerable<IKeyedState> OpenStates(OperatorContext context, CurrentCall call, IReadOnlyList<StateDescriptor> registered);
}

/// <summary>Gathers what a function declares, without a subtask to run it in.</summary>
/// <param name="others">What its operator keeps besides.</param>
internal sealed class DescribedSubtaskStates(IReadOnlyList<StateDescriptor> others) : SubtaskStateDeclarations
{
    private readonly List<StateDescriptor> _descriptors = [];

    public IReadOnlyList<StateDescriptor> Descriptors => _descriptors;

    private protected override ListState<T> Declare<T>(SubtaskListDescriptor<T> descriptor)
    {
        if (string.IsNullOrWhiteSpace(descriptor.Name) || descriptor.Name.StartsWith('$') || _descriptors.Concat(others).Any(d => d.Name == descriptor.Name))
        {
            throw new StreamProcessingException($"The state '{descriptor.Name}' is declared twice in one operator, or its name is empty or begins with '$'. Give each state a name of its own.");
        }

        _descriptors.Add(descriptor);
        return new StoredList<T>(new UndeployedState<List<T>>(descriptor.Name));
    }
}

/// <summary>Gives a function in a subtask what was registered for its operator.</summary>
internal sealed class RegisteredSubtaskStates(OperatorContext context, CurrentCall call, IReadOnlyList<StateDescriptor> registered) : SubtaskStateDeclarations
{
    private readonly List<IKeyedState> _states = [];
    private readonly HashSet<string> _left = [.. registered.OfType<SubtaskListDescriptor>().Select(d => d.Name)];

    /// <summary>What it has declared.</summary>
    /// <exception cref="StreamProcessingException">Something is missing.</exception>
    public IReadOnlyList<IKeyedState> States => _left.FirstOrDefault() is { } missing ? throw Refused($"does not declare the state '{missing}'") : _states;

    private protected override ListState<T> Declare<T>(SubtaskListDescriptor<T> descriptor)
    {
        if (!registered.Contains(descriptor) || !_left.Remove(descriptor.Name))
        {
            throw Refused($"declares the state '{descriptor.Name}' as a {descriptor.Holds}");
        }

        var list = new SubtaskList<T>(descriptor, context, call);
        _states.Add(list);
        return list.Handle;
    }

    private StreamProcessingException Refused(string what) => new(
        $"The function of '{context.OperatorName}' {what}, unlike when the job was declared. Every instance must declare the same states, whatever it is given.");
}
