using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Operators.Plans.Definitions;

/// <summary>A source, as far as the type of its records does not matter.</summary>
internal interface ISourceDefinition
{
    /// <summary>Whether it has no end and is never idle, so that it may hold event time back for ever.</summary>
    bool MayBeSilent => false;

    ISplitSerializer SplitSerializer { get; }

    /// <summary>The group of sources it waits for; <see langword="null"/> where none.</summary>
    string? AlignmentGroup { get; }

    ISplitEnumerator CreateEnumerator(ISplitEnumeratorContext context);
}
