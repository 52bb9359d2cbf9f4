using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Operators.Tests.Execution;

/// <summary>A sink for graphs of which only single operators are run.</summary>
internal sealed class IdleSink<T>(string description = "nowhere") : ISink<T>
{
    public string Description => description;

    public DeliveryGuarantee Guarantee => DeliveryGuarantee.AtLeastOnce;

    public ISinkWriter<T> CreateWriter(ISubtaskContext context) => throw new NotSupportedException("this sink is never written");
}
