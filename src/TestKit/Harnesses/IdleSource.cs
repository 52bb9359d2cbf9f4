using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.TestKit.Harnesses;

/// <summary>Stands before an operator that the test feeds.</summary>
internal sealed class IdleSource<T> : ISource<T>
{
    public string Description => "a test";

    public bool IsBounded => false;

    public ISplitEnumerator CreateEnumerator(ISplitEnumeratorContext context) => throw new NotSupportedException("This source is never read.");

    public ISourceReader<T> CreateReader(ISubtaskContext context) => throw new NotSupportedException("This source is never read.");
}

/// <summary>Stands behind an operator whose results the test takes.</summary>
internal sealed class IdleSink<T> : ISink<T>
{
    public string Description => "a test";

    public DeliveryGuarantee Guarantee => DeliveryGuarantee.AtLeastOnce;

    public ISinkWriter<T> CreateWriter(ISubtaskContext context) => throw new NotSupportedException("This sink is never written.");
}
