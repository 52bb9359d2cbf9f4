using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Operators.Graph;

/// <summary>A sink.</summary>
internal sealed class SinkNode<T>(int id, string name, bool isNamed, ISink<T> sink)
    : OperatorNode(id, $"sink {sink.Description}", name, isNamed, typeof(T))
{
    public override IReadOnlyList<StateDescription> States => [new("epochs", "what is not confirmed yet", $" ({sink.Guarantee})")];

    public override StreamOperator Create(OperatorContext context) => new SinkOperator<T>(context, sink);
}
