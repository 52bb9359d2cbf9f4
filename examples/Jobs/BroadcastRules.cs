using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Examples.Jobs;

/// <summary>What a card has paid to a merchant.</summary>
public sealed record Spending(string Card, string Merchant, decimal Amount, DateTimeOffset Time);

/// <summary>How much a card may pay to a merchant in all; no limit takes the rule away.</summary>
public sealed record SpendingRule(string Merchant, decimal? Limit);

/// <summary>A payment that is above a rule.</summary>
public sealed record RuleAlert(string Card, string Merchant, decimal Total, decimal Limit);

/// <summary>Rules that change while the job runs: every subtask has all of them, and applies them to its own cards.</summary>
/// <remarks>Payments that come before the first rule wait for it, for an hour of event time at the most.</remarks>
public sealed class BroadcastRules : KeyedBroadcastFunction<string, Spending, SpendingRule, string, RuleAlert>
{
    private static readonly long Hour = (long)TimeSpan.FromHours(1).TotalMilliseconds;

    private MapState<string, decimal> _totals = null!;
    private ListState<Spending> _early = null!;

    /// <summary>Declares the job.</summary>
    public static JobGraph Declare(ISource<Spending> payments, ISource<SpendingRule> rules, ISink<RuleAlert> alerts, int parallelism = 1)
    {
        var job = new JobBuilder("broadcast-rules") { Parallelism = parallelism };
        // A rule may be silent for weeks, and payments wait for it no longer than this.
        var current = job.FromSource(rules, WatermarkStrategy<SpendingRule>.None().WithIdleness(TimeSpan.FromSeconds(10)), "rules")
            .ToBroadcastState("rules", r => r.Merchant, isRemoval: r => r.Limit is null);
        job.FromSource(payments, WatermarkStrategy<Spending>.BoundedOutOfOrderness(TimeSpan.FromSeconds(5)).WithTimestamps(p => p.Time), "payments")
            .KeyBy(p => p.Card).Connect(current).Process(() => new BroadcastRules(), "check").SinkTo(alerts);
        return job.Build();
    }

    /// <inheritdoc/>
    public override void Open(StateDeclarations states) => (_totals, _early) = (states.Map<string, decimal>("totals"), states.List<Spending>("early"));

    /// <inheritdoc/>
    public override void Process(Spending payment, IReadOnlyDictionary<string, SpendingRule> broadcast, ProcessContext<string, RuleAlert> context)
    {
        if (broadcast.Count == 0)
        {
            _early.Add(payment);
            context.RegisterEventTimeTimer(context.Timestamp + Hour);
            return;
        }

        CheckEarly(broadcast, context);
        Check(payment, broadcast, context);
    }

    /// <inheritdoc/>
    public override void OnTimer(long timestamp, IReadOnlyDictionary<string, SpendingRule> broadcast, ProcessContext<string, RuleAlert> context) => CheckEarly(broadcast, context);

    private void CheckEarly(IReadOnlyDictionary<string, SpendingRule> rules, ProcessContext<string, RuleAlert> context)
    {
        foreach (var early in _early)
        {
            Check(early, rules, context);
        }

        _early.Clear();
    }

    private void Check(Spending payment, IReadOnlyDictionary<string, SpendingRule> rules, ProcessContext<string, RuleAlert> context)
    {
        var total = _totals[payment.Merchant] = _totals.GetValueOrDefault(payment.Merchant) + payment.Amount;
        if (rules.TryGetValue(payment.Merchant, out var rule) && total > rule.Limit)
        {
            context.Emit(new RuleAlert(payment.Card, payment.Merchant, total, rule.Limit.Value));
        }
    }
}
