namespace AkkaStreamProc.Operators.Execution;

/// <summary>Something that whoever watches a job wants to know: it is logged, and published as an event of the job.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Text">The whole of it, in words.</param>
public sealed record Notice(NoticeKind Kind, string Text);
