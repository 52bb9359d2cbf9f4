using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Examples.Jobs;

/// <summary>A charge of a card.</summary>
public sealed record Charge(string Card, decimal Amount, DateTimeOffset Time);

/// <summary>A large charge within a minute of a small one.</summary>
public sealed record FraudAlert(string Card, decimal Small, decimal Large, DateTimeOffset Time);

/// <summary>Fraud by timers: thieves try a card with little before they take much.</summary>
public sealed class Fraud : ProcessFunction<string, Charge, FraudAlert>
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private ValueState<Charge> _small = null!;

    /// <summary>Declares the job.</summary>
    public static JobGraph Declare(ISource<Charge> charges, ISink<FraudAlert> alerts, int parallelism = 1)
    {
        var job = new JobBuilder("fraud") { Parallelism = parallelism };
        job.FromSource(charges, WatermarkStrategy<Charge>.BoundedOutOfOrderness(TimeSpan.FromSeconds(5)).WithTimestamps(c => c.Time))
            .KeyBy(c => c.Card).Process(() => new Fraud(), "fraud").SinkTo(alerts);
        return job.Build();
    }

    /// <inheritdoc/>
    public override void Open(StateDeclarations states) => _small = states.Value<Charge>("small");

    /// <inheritdoc/>
    public override void Process(Charge charge, ProcessContext<string, FraudAlert> context)
    {
        if (charge.Amount >= 500 && _small.Value is { } small && charge.Time - small.Time <= Minute)
        {
            context.Emit(new FraudAlert(charge.Card, small.Amount, charge.Amount, charge.Time));
        }

        if (charge.Amount <= 1)
        {
            _small.Value = charge;
            context.RegisterEventTimeTimer(context.Timestamp + (long)Minute.TotalMilliseconds);
        }
    }

    /// <inheritdoc/>
    public override void OnTimer(long timestamp, ProcessContext<string, FraudAlert> context)
    {
        if (_small.Value is { } small && (small.Time + Minute).ToUnixTimeMilliseconds() <= timestamp)
        {
            _small.Clear();
        }
    }
}
