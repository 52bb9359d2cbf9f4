using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Plans.Definitions;

/// <summary>A sink without its type. Its only output is that of the records the system refuses.</summary>
internal abstract class SinkDefinition(string kind, OperatorPort input, OperatorPort failed) : StandaloneDefinition(kind, [input], [failed])
{
    public override OperatorRole Role => OperatorRole.Sink;

    public override Type ResultType => Inputs[0].Type;

    /// <summary>Which changes of a table it takes, where its records are changes.</summary>
    public abstract ChangelogMode Takes { get; }

    /// <summary>Whether it promises that every record becomes visible exactly once.</summary>
    public abstract bool WritesOnce { get; }
}

/// <summary>A sink.</summary>
internal sealed class SinkDefinition<T>(ISink<T> sink)
    : SinkDefinition($"sink {sink.Description}", OperatorPort.Of<T>(), OperatorPort.Of<FailedRecord<T>>(OperatorPort.Failed)), IConnectorDefinition
{
    public override IReadOnlyList<StateDescriptor> States => [new OperatorStateDescriptor("epochs", "what is not confirmed yet") { Detail = $" ({sink.Guarantee})" }];

    /// <remarks>A sink that promises nothing does not end a job for a record.</remarks>
    public override ErrorPolicy DefaultErrorPolicy => sink.Guarantee == DeliveryGuarantee.None ? ErrorPolicy.Skip : ErrorPolicy.Fail;

    public override ChangelogMode Takes => sink.Takes;

    public override bool WritesOnce => sink.Guarantee == DeliveryGuarantee.ExactlyOnce;

    public OperatorDefinition With(string name, IConnectorReplacement replacement) => new SinkDefinition<T>(replacement.For(name, sink));

    public override StreamOperator Create(OperatorContext context, PlanStep step) => new SinkOperator<T>(context, sink, context.ErrorPolicy);
}
