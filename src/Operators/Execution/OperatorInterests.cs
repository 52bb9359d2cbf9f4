namespace AkkaStreamProc.Operators.Execution;

/// <summary>What an operator takes part in besides records, barriers and the open and close of its life. It is not asked about anything else.</summary>
[Flags]
internal enum OperatorInterests
{
    /// <summary>It only turns batches into batches.</summary>
    None = 0,

    /// <summary>The event time of its subtask: <see cref="StreamOperator.OnWatermark"/>.</summary>
    EventTime = 1,

    /// <summary>The clock: <see cref="StreamOperator.NextProcessingTime"/> and <see cref="StreamOperator.OnProcessingTime"/>.</summary>
    ProcessingTime = 2,

    /// <summary>The end of all input: <see cref="StreamOperator.OnEndOfInput"/>.</summary>
    EndOfInput = 4,

    /// <summary>It may have no room of its own for a batch: <see cref="StreamOperator.IsReady"/>.</summary>
    Readiness = 8,

    /// <summary>
    /// It may stop in the middle of a batch or of a walk: <see cref="StreamOperator.HasPending"/>,
    /// <see cref="StreamOperator.Continue"/> and <see cref="StreamOperator.CanFreezeHalfway"/>.
    /// </summary>
    Pauses = 16,

    /// <summary>
    /// What is posted to it concerns only what is outside (a source's reader, a sink's writer), and is taken whatever the
    /// subtask is at; it may be what a walk waits for. Without this interest mail is taken between two steps.
    /// </summary>
    PromptMail = 32,

    /// <summary>Each of its inputs by itself: <see cref="StreamOperator.OnInputWatermark"/> and <see cref="StreamOperator.OnInputEnded"/>.</summary>
    Inputs = 64,

    /// <summary>It chooses which inputs it reads: <see cref="StreamOperator.Reads"/>. Its definition says so too: <see cref="Plans.Definitions.OperatorDefinition.SelectsInputs"/>.</summary>
    Selection = 128,
}
