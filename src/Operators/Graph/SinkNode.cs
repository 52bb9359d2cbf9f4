using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Operators.Graph;

/// <summary>A sink without its type. Its only output is that of the records the system refuses.</summary>
internal abstract class SinkNode(int id, string kind, string name, bool isNamed, Type outputType)
    : OperatorNode(id, kind, name, isNamed, outputType)
{
    public override int FailedOutput => 0;
}

/// <summary>A sink.</summary>
internal sealed class SinkNode<T>(int id, string name, bool isNamed, ISink<T> sink)
    : SinkNode(id, $"sink {sink.Description}", name, isNamed, typeof(T))
{
    public override IReadOnlyList<StateDescription> States => [new("epochs", "what is not confirmed yet", $" ({sink.Guarantee})")];

    public override StreamOperator Create(OperatorContext context) => new SinkOperator<T>(context, sink, ErrorPolicy);
}
