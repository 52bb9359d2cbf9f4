namespace AkkaStreamProc.Operators.Execution;

/// <summary>What a step of a source came to.</summary>
internal enum SourceStep
{
    /// <summary>Something was emitted.</summary>
    Emitted,

    /// <summary>Something was emitted up to a point at which the watermark must be sent before anything else.</summary>
    EmittedToPoint,

    /// <summary>The splits to begin with are not assigned yet.</summary>
    Starting,

    /// <summary>
    /// Nothing was emitted, but what <see cref="ISourceOperator.IsIdle"/> says is known for the first time, or has
    /// changed, and must be sent before anything else.
    /// </summary>
    StatusChanged,

    /// <summary>There is nothing to read now.</summary>
    Waiting,

    /// <summary>Every split has ended, and none will follow.</summary>
    Finished,
}
