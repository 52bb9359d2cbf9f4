using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Operators.Tests.Execution;

/// <summary>A source for graphs of which only single operators are run.</summary>
internal sealed class IdleSource<T>(string description = "nothing", bool isBounded = false) : ISource<T>
{
    public string Description => description;

    public bool IsBounded => isBounded;

    public ISplitEnumerator CreateEnumerator(ISplitEnumeratorContext context) => throw new NotSupportedException("this source is never read");

    public ISourceReader<T> CreateReader(ISubtaskContext context) => throw new NotSupportedException("this source is never read");
}
