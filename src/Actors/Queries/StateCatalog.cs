using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Actors.Queries;

/// <summary>What may be read of a job: its operators and their states, with their types.</summary>
internal static class StateCatalog
{
    /// <summary>Refuses a question that no state can answer.</summary>
    /// <exception cref="StreamProcessingException">There is no such state, or its keys are of another type; says what there is.</exception>
    public static void Verify(JobGraph graph, StateQuestion question)
    {
        var state = Find(graph, question.Operator, question.State);
        if (question.KeyType is { } asked && asked != state.Key)
        {
            throw new StreamProcessingException(
                $"The state '{question.State}' of the operator '{question.Operator}' has keys of {TypeNames.Of(state.Key)}, and was asked for one of {TypeNames.Of(asked)}. Ask with the type of its keys.");
        }
    }

    /// <exception cref="StreamProcessingException">There is none; says which there are.</exception>
    public static KeyedStateDescriptor Find(JobGraph graph, string operatorName, string state)
    {
        var readable = graph.Plan.Operators
            .Select(op => (op.Name, States: ReadableOf(graph, op.Name)))
            .Where(op => op.States.Count > 0)
            .ToList();
        if (readable.FirstOrDefault(op => op.Name == operatorName).States is not { } states)
        {
            throw new StreamProcessingException(
                $"The job '{graph.Name}' has no operator '{operatorName}' with state that can be read. {(readable.Count == 0 ? "It has none at all." : $"It has {string.Join(", ", readable.Select(op => $"'{op.Name}' ({Describe(op.States)})"))}.")}");
        }

        return states.FirstOrDefault(s => s.Name == state) ?? throw new StreamProcessingException(
            $"The operator '{operatorName}' of the job '{graph.Name}' has no state '{state}' that can be read. It has {Describe(states)}.");
    }

    private static List<KeyedStateDescriptor> ReadableOf(JobGraph graph, string operatorName) =>
        [.. graph.Operator(operatorName).Definition.States.OfType<KeyedStateDescriptor>().Where(s => s.ReadAs is not null)];

    private static string Describe(IEnumerable<KeyedStateDescriptor> states) =>
        string.Join(", ", states.Select(s => $"'{s.Name}': {TypeNames.Of(s.ReadAs!)} by {TypeNames.Of(s.Key)}"));
}
