using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Examples.Jobs;

/// <summary>An event that may come several times.</summary>
public sealed record Event(Guid Id, string Payload, DateTimeOffset Time);

/// <summary>De-duplication: the first event of an id within an hour of event time.</summary>
public sealed class Deduplicate : ProcessFunction<Guid, Event, Event>
{
    private const long HourMs = 3_600_000;

    private ValueState<long?> _first = null!;

    /// <summary>Declares the job.</summary>
    public static JobGraph Declare(ISource<Event> events, ISink<Event> distinct, int parallelism = 1)
    {
        var job = new JobBuilder("deduplicate") { Parallelism = parallelism };
        job.FromSource(events, WatermarkStrategy<Event>.BoundedOutOfOrderness(TimeSpan.FromSeconds(30)).WithTimestamps(e => e.Time))
            .KeyBy(e => e.Id).Process(() => new Deduplicate(), "deduplicate").SinkTo(distinct);
        return job.Build();
    }

    /// <inheritdoc/>
    public override void Open(StateDeclarations states) => _first = states.Value<long?>("first");

    /// <inheritdoc/>
    public override void Process(Event record, ProcessContext<Guid, Event> context)
    {
        if (_first.Value is not { } first || context.Timestamp >= first + HourMs)
        {
            _first.Value = context.Timestamp;
            context.RegisterEventTimeTimer(context.Timestamp + HourMs);
            context.Emit(record);
        }
    }

    /// <inheritdoc/>
    public override void OnTimer(long timestamp, ProcessContext<Guid, Event> context)
    {
        if (_first.Value + HourMs <= timestamp)
        {
            _first.Clear();
        }
    }
}
