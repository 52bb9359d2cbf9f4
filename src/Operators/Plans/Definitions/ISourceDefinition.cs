using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Operators.Plans.Definitions;

/// <summary>A source, as far as the type of its records does not matter.</summary>
internal interface ISourceDefinition
{
    ISplitSerializer SplitSerializer { get; }

    ISplitEnumerator CreateEnumerator(ISplitEnumeratorContext context);
}
