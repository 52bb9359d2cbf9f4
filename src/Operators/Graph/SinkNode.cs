using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Operators.Graph;

/// <summary>A sink without its type. Its only output is that of the records the system refuses.</summary>
internal abstract class SinkNode(int id, string kind, string name, bool isNamed, Type outputType)
    : OperatorNode(id, kind, name, isNamed, outputType)
{
    public override int FailedOutput => 0;

    /// <summary>Whether it promises that every record becomes visible exactly once.</summary>
    public abstract bool WritesOnce { get; }
}

/// <summary>A sink.</summary>
internal sealed class SinkNode<T>(int id, string name, bool isNamed, ISink<T> sink)
    : SinkNode(id, $"sink {sink.Description}", name, isNamed, typeof(T))
{
    public override IReadOnlyList<StateDescription> States => [new("epochs", "what is not confirmed yet", $" ({sink.Guarantee})")];

    /// <remarks>A sink that promises nothing does not end a job for a record.</remarks>
    public override ErrorPolicy DefaultErrorPolicy => sink.Guarantee == DeliveryGuarantee.None ? ErrorPolicy.Skip : ErrorPolicy.Fail;

    public override bool WritesOnce => sink.Guarantee == DeliveryGuarantee.ExactlyOnce;

    public override StreamOperator Create(OperatorContext context) => new SinkOperator<T>(context, sink, ErrorPolicy);
}
