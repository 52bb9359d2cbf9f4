using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Simulation.Tests.Times;

/// <summary>A source of production, which no test can read.</summary>
internal sealed class Endless<T> : ISource<T>
{
    public string Description => "kafka(visits)";

    public bool IsBounded => false;

    public ISplitEnumerator CreateEnumerator(ISplitEnumeratorContext context) => throw new NotSupportedException();

    public ISourceReader<T> CreateReader(ISubtaskContext context) => throw new NotSupportedException();
}

/// <summary>A sink of production, which no test can write to.</summary>
internal sealed class Nowhere<T> : ISink<T>
{
    public string Description => "kafka(counts)";

    public DeliveryGuarantee Guarantee => DeliveryGuarantee.ExactlyOnce;

    public ISinkWriter<T> CreateWriter(ISubtaskContext context) => throw new NotSupportedException();
}
