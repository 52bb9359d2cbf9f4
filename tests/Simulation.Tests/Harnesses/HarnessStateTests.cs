using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Harnesses;

/// <summary>What a test reads of a function between its records.</summary>
public class HarnessStateTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public sealed record Payment(string Card, decimal Amount);

    public sealed class Account
    {
        public decimal Total { get; set; }
    }

    private sealed class Ledger : ProcessFunction<string, Payment, decimal>
    {
        private ValueState<Account> _account = null!;
        private ValueState<decimal> _recent = null!;
        private ValueState<decimal> _expiring = null!;
        private ListState<decimal> _amounts = null!;
        private MapState<int, int> _scales = null!;
        private AggregatingState<decimal, string> _joined = null!;

        public override void Open(StateDeclarations states)
        {
            _account = states.Value<Account>("account");
            _recent = states.Value<decimal>("recent");
            _expiring = states.Value<decimal>("expiring", Ttl.AfterWrite(TimeSpan.FromMinutes(1)));
            _amounts = states.List<decimal>("amounts");
            _scales = states.Map<int, int>("scales");
            _joined = states.Aggregating("joined", new Joined());
        }

        public override void Process(Payment record, ProcessContext<string, decimal> context)
        {
            var account = _account.Value ?? new Account();
            account.Total += record.Amount;
            _account.Value = account;
            _recent.Value = record.Amount;
            _expiring.Value = record.Amount;
            _amounts.Add(record.Amount);
            _scales[record.Amount.Scale] = _scales.GetValueOrDefault(record.Amount.Scale) + 1;
            _joined.Add(record.Amount);
            context.RegisterEventTimeTimer(context.Timestamp + 60_000);
            context.RegisterEventTimeTimer(context.Timestamp + 30_000);
            context.RegisterProcessingTimeTimer(context.ProcessingTime + 3_600_000);
        }

        public override void OnTimer(long timestamp, ProcessContext<string, decimal> context) => _recent.Clear();
    }

    private sealed class Joined : IAggregateFunction<decimal, List<decimal>, string>
    {
        public List<decimal> CreateAccumulator() => [];

        public List<decimal> Add(List<decimal> accumulator, decimal value) => [.. accumulator, value];

        public string GetResult(List<decimal> accumulator) => string.Join("+", accumulator);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void State_of_every_kind_and_timers_are_read_at_any_parallelism(int parallelism)
    {
        using var harness = Harness.For(() => new Ledger(), (Payment p) => p.Card);
        harness.Restore(harness.Checkpoint(), parallelism);
        foreach (var card in new[] { "a", "b", "c", "d", "e" })
        {
            harness.Process(new Payment(card, 1.5m), Noon);
            harness.Process(new Payment(card, 2m), Noon);

            harness.State<Account>("account", card).Value!.Total.ShouldBe(3.5m);
            harness.State<IReadOnlyList<decimal>>("amounts", card).Value.ShouldBe([1.5m, 2m]);
            harness.State<IReadOnlyDictionary<int, int>>("scales", card).Value!.OrderBy(s => s.Key).ShouldBe([new(0, 1), new(1, 1)]);
            harness.State<string>("joined", card).Value.ShouldBe("1.5+2");
            harness.Timers(card).ShouldBe(
            [
                new(TimeDomain.EventTime, Noon.AddSeconds(30)),
                new(TimeDomain.EventTime, Noon.AddMinutes(1)),
                new(TimeDomain.ProcessingTime, harness.Now.AddHours(1)),
            ]);
        }

        harness.Timers("z").ShouldBeEmpty();
        harness.State<Account>("account", "z").HasValue.ShouldBeFalse();
    }

    [Fact]
    public void Value_that_is_gone_has_no_value_and_default_is_one()
    {
        using var harness = Harness.For(() => new Ledger(), (Payment p) => p.Card);
        harness.Process(new Payment("a", 0m), Noon);
        harness.State<decimal>("recent", "a").ShouldSatisfyAllConditions(v => v.HasValue.ShouldBeTrue(), v => v.Value.ShouldBe(0));
        harness.State<decimal>("expiring", "a").HasValue.ShouldBeTrue();

        harness.AdvanceWatermark(Noon.AddSeconds(30));
        harness.AdvanceClock(TimeSpan.FromMilliseconds(59_999));
        harness.State<decimal>("recent", "a").HasValue.ShouldBeFalse();
        harness.State<decimal>("expiring", "a").HasValue.ShouldBeTrue();
        harness.Timers("a").Count.ShouldBe(2);

        harness.AdvanceClock(TimeSpan.FromMilliseconds(1));
        harness.State<decimal>("expiring", "a").HasValue.ShouldBeFalse();
    }

    [Fact]
    public void What_is_read_is_a_copy_and_reading_does_not_refresh_what_expires()
    {
        using var harness = Harness.For(() => new Ledger(), (Payment p) => p.Card);
        harness.Process(new Payment("a", 5m), Noon);

        harness.State<Account>("account", "a").Value!.Total = 1000;
        ((List<decimal>)harness.State<IReadOnlyList<decimal>>("amounts", "a").Value!).Clear();

        harness.State<Account>("account", "a").Value!.Total.ShouldBe(5);
        harness.State<IReadOnlyList<decimal>>("amounts", "a").Value.ShouldBe([5m]);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    // So many that a window has a table for each key group.
    [InlineData(3, 2000)]
    public void Open_windows_are_read_until_they_close(int parallelism, int cards)
    {
        using var harness = Harness.For(
            (Payment p) => p.Card,
            keyed => keyed.Window(TumblingWindows.OfEventTime(TimeSpan.FromMinutes(1))).AllowedLateness(TimeSpan.FromMinutes(1)).Sum(p => p.Amount));
        harness.Restore(harness.Checkpoint(), parallelism);
        for (var card = 0; card < cards; card++)
        {
            harness.Process(new Payment($"card {card}", card), Noon);
            harness.Process(new Payment($"card {card}", 1), Noon.AddSeconds(59));
            harness.Process(new Payment($"card {card}", 5), Noon.AddSeconds(60));
        }

        Func<int, IReadOnlyDictionary<Window, decimal>> windows = card => harness.State<IReadOnlyDictionary<Window, decimal>>("panes", $"card {card}").Value!;
        var (first, second) = (MinuteFrom(Noon), MinuteFrom(Noon.AddMinutes(1)));
        Enumerable.Range(0, cards).ShouldAllBe(card => windows(card).Count == 2 && windows(card)[first] == card + 1 && windows(card)[second] == 5);

        // The first has fired, and takes records a minute longer.
        harness.AdvanceWatermark(Noon.AddSeconds(60));
        windows(1).Keys.ShouldBe([first, second]);
        harness.AdvanceWatermark(Noon.AddSeconds(120));
        windows(1).Keys.ShouldBe([second]);
        harness.End();
        harness.State<IReadOnlyDictionary<Window, decimal>>("panes", "card 1").HasValue.ShouldBeFalse();
    }

    private static Window MinuteFrom(DateTimeOffset start) => new(start.ToUnixTimeMilliseconds(), start.AddMinutes(1).ToUnixTimeMilliseconds());

    [Fact]
    public void What_there_is_not_is_refused_with_what_there_is()
    {
        using var harness = Harness.For(() => new Ledger(), (Payment p) => p.Card);

        Should.Throw<StreamProcessingException>(() => harness.State<decimal>("ammount", "a")).Message.ShouldContain("It has 'account', 'recent', 'expiring'");
        Should.Throw<StreamProcessingException>(() => harness.State<decimal>("recent", 1)).Message.ShouldContain("keys of String, and was asked for one of Int32");
        Should.Throw<StreamProcessingException>(() => harness.State<int>("recent", "a").HasValue).Message.ShouldContain("is read as Decimal, and not as Int32");
        Should.Throw<StreamProcessingException>(() => harness.Timers(1)).Message.ShouldContain("keys of String");
    }
}
