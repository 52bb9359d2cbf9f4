using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Host.StandardOutput;

/// <summary>Writes records to standard output as they come.</summary>
/// <remarks>What is written cannot be taken back, so after a crash the records since the last checkpoint are written again.</remarks>
internal sealed class ConsoleSink<T>(TextWriter output, ISerializer<T> serializer) : ISink<T>
{
    public string Description => "console";

    public DeliveryGuarantee Guarantee => DeliveryGuarantee.AtLeastOnce;

    public ISinkWriter<T> CreateWriter(ISubtaskContext context) => new ConsoleSinkWriter<T>(output, serializer, context);
}
