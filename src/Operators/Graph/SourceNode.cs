using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Graph;

/// <summary>A source without its type.</summary>
internal abstract class SourceNode(int id, string kind, string name, bool isNamed, Type outputType)
    : OperatorNode(id, kind, name, isNamed, outputType)
{
    /// <summary>The output for bad records.</summary>
    public const int BadRecordsOutput = 1;

    public BadRecordPolicy BadRecordPolicy { get; set; } = BadRecordPolicy.Fail;

    /// <summary>Where its batches must be cut; set when the job is built.</summary>
    public WatermarkPoints Points { get; set; } = new([]);

    public abstract bool IsBounded { get; }

    public override bool IsChainable => false;

    public override IReadOnlyList<StateDescription> States => [new("splits", "positions and watermarks of the splits")];
}

/// <summary>A source.</summary>
internal sealed class SourceNode<T>(int id, string name, bool isNamed, ISource<T> source, WatermarkStrategy<T> watermarks)
    : SourceNode(id, $"source {source.Description}", name, isNamed, typeof(T))
{
    private readonly Lazy<Fusion.ColumnLoop<T, long>?> _timestamps = new(watermarks.CompileTimestamps);

    public override bool IsBounded => source.IsBounded;

    public override StreamOperator Create(OperatorContext context) =>
        new SourceOperator<T>(context, source, watermarks, _timestamps.Value, BadRecordPolicy, Points);
}
