namespace AkkaStreamProc.Operators.State;

/// <summary>A state that was declared to be described; no subtask has it.</summary>
internal sealed class UndeployedState<TValue>(string name) : ValueState<TValue>
{
    public override bool HasValue => throw Unusable();

    public override TValue? Value
    {
        get => throw Unusable();
        set => throw Unusable();
    }

    public override void Clear() => throw Unusable();

    private StreamProcessingException Unusable() =>
        new($"The state '{name}' was used while it was declared. It has values only in Process and OnTimer.");
}
