using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Plans.Definitions;

/// <summary>A source.</summary>
internal sealed class SourceDefinition<T>(ISource<T> source, WatermarkStrategy<T> watermarks)
    : StandaloneDefinition($"source {source.Description}", [], [OperatorPort.Of<T>(), OperatorPort.Of<BadRecord>(OperatorPort.Bad)]), ISourceDefinition, IConnectorDefinition
{
    private readonly Lazy<ColumnLoop<T, long>?> _timestamps = new(watermarks.CompileTimestamps);

    public override OperatorRole Role => OperatorRole.Source;

    public override bool IsChainable => false;

    public override IReadOnlyList<StateDescriptor> States => [new OperatorStateDescriptor("splits", "positions and watermarks of the splits")];

    public bool MayBeSilent => !source.IsBounded && watermarks.Idleness is null;

    public ISplitSerializer SplitSerializer => source.SplitSerializer;

    public string? AlignmentGroup => watermarks.Alignment?.Group;

    public ISplitEnumerator CreateEnumerator(ISplitEnumeratorContext context) => source.CreateEnumerator(context);

    public OperatorDefinition With(string name, IConnectorReplacement replacement) => new SourceDefinition<T>(replacement.For(name, source), watermarks);

    public override StreamOperator Create(OperatorContext context, PlanStep step) =>
        new SourceOperator<T>(context, source, watermarks, _timestamps.Value, new WatermarkPoints(step.Points));
}
