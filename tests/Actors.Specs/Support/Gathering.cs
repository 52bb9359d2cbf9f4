using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Plans.Definitions;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>An operator with two inputs that writes down all that happens to it and emits what it takes; the spec decides the rest.</summary>
internal sealed class Gathering : StreamOperator
{
    private readonly OutputPort<Visit> _output = new();

    public Gathering(OperatorContext context)
        : base(context)
    {
        Inputs = [new InputPort<Visit>(new Receiver(this, 0)), new InputPort<Visit>(new Receiver(this, 1))];
        Outputs = [_output];
    }

    public List<string> Log { get; } = [];

    public HashSet<int> Read { get; } = [0, 1];

    /// <summary>Whether it stops in the middle of every walk.</summary>
    public bool Stops { get; set; }

    public override OperatorInterests Interests =>
        OperatorInterests.EventTime | OperatorInterests.Inputs | OperatorInterests.Selection | OperatorInterests.Pauses;

    public override IReadOnlyList<InputPort> Inputs { get; }

    public override IReadOnlyList<OutputPort> Outputs { get; }

    public override bool Reads(int input) => Read.Contains(input);

    public override void OnInputWatermark(int input, long watermark) => Log.Add($"input {input} at {watermark}");

    public override void OnInputEnded(int input) => Log.Add($"input {input} ended");

    public override bool OnWatermark(long watermark)
    {
        if (!Stops)
        {
            Log.Add($"all at {watermark}");
        }

        return !Stops;
    }

    public sealed class Definition(Action<Gathering> created) : StandaloneDefinition(
        "gathering", [new OperatorPort("left", typeof(Visit)), new OperatorPort("right", typeof(Visit))], [OperatorPort.Of<Visit>()])
    {
        public override bool SelectsInputs => true;

        public override StreamOperator Create(OperatorContext context, PlanStep step)
        {
            var op = new Gathering(context);
            created(op);
            return op;
        }
    }

    private sealed class Receiver(Gathering op, int input) : IReceiver<Visit>
    {
        public void Receive(RecordBatch<Visit> batch)
        {
            op.Log.Add($"input {input} brings {batch.Count}");
            op._output.Emit(batch);
        }
    }
}
