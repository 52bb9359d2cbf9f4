using AkkaStreamProc.Examples.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Examples;

/// <summary>The jobs of <c>examples/Jobs</c> against plain loops, each in a history with crashes.</summary>
public class ExampleTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Fraud_is_told_where_a_large_charge_follows_a_small_one_within_a_minute(int seed)
    {
        var random = new Random(seed);
        var time = Start;
        var charges = Enumerable.Range(0, 1_500)
            .Select(_ => new Charge($"c{random.Next(20)}", new[] { 0.5m, 50, 600 }[random.Next(3)], time += TimeSpan.FromSeconds(random.Next(5)))).ToArray();
        var expected = new List<FraudAlert>();
        var small = new Dictionary<string, Charge>();
        foreach (var charge in charges)
        {
            if (charge.Amount == 600 && small.TryGetValue(charge.Card, out var before) && charge.Time <= before.Time.AddMinutes(1))
            {
                expected.Add(new FraudAlert(charge.Card, before.Amount, charge.Amount, charge.Time));
            }

            if (charge.Amount == 0.5m)
            {
                small[charge.Card] = charge;
            }
        }

        // A card is in one split, so its charges keep their order.
        var splits = charges.GroupBy(c => c.Card[^1] % 2).Select(g => (IReadOnlyList<Charge>)[.. g]).ToArray();

        expected.ShouldNotBeEmpty();
        Run<FraudAlert>((parallelism, sink) => Fraud.Declare(new CollectionSource<Charge>(splits), sink, parallelism), seed, 1, 2).ShouldBe(expected, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Revenue_changes_with_late_sales_and_leaves_out_those_that_are_too_late(int seed)
    {
        var random = new Random(seed);
        var sales = Enumerable.Range(0, 1_500).Select(i => new Sale(
            $"s{random.Next(5)}", random.Next(1, 10_000) / 100m, Start.AddSeconds((i * 20) - random.Next(60) - (random.Next(50) == 0 ? random.Next(3 * 3_600) : 0)))).ToArray();
        var (expected, tooLate, sums) = (new List<ShopRevenue>(), new List<Sale>(), new Dictionary<(string Shop, DateTimeOffset Hour), decimal>());
        DateTimeOffset? latest = null;
        foreach (var sale in sales)
        {
            var hour = new DateTimeOffset(sale.Time.Ticks - (sale.Time.Ticks % TimeSpan.TicksPerHour), TimeSpan.Zero);
            var watermark = latest?.AddMinutes(-1).AddMilliseconds(-1);
            if (watermark >= hour.AddHours(1).AddMinutes(10).AddMilliseconds(-1))
            {
                tooLate.Add(sale);
            }
            else
            {
                var sum = sums[(sale.Shop, hour)] = sums.GetValueOrDefault((sale.Shop, hour)) + sale.Amount;
                if (watermark >= hour.AddHours(1).AddMilliseconds(-1))
                {
                    expected.Add(new ShopRevenue(sale.Shop, hour, sum));
                }
            }

            latest = latest > sale.Time ? latest : sale.Time;
            Fire(latest.Value.AddMinutes(-1).AddMilliseconds(-1), watermark);
        }

        Fire(DateTimeOffset.MaxValue, latest!.Value.AddMinutes(-1).AddMilliseconds(-1));
        var late = new CollectingSink<Sale>();

        var actual = Run<ShopRevenue>((parallelism, sink) => Revenue.Declare(new CollectionSource<Sale>(sales), sink, late, parallelism), seed);

        tooLate.ShouldNotBeEmpty();
        actual.ShouldBe(expected, ignoreOrder: true);
        late.Committed.ShouldBe(tooLate, ignoreOrder: true);

        void Fire(DateTimeOffset to, DateTimeOffset? from) =>
            expected.AddRange(sums.Where(s => s.Key.Hour.AddHours(1).AddMilliseconds(-1) is var end && end <= to && !(end <= from)).Select(s => new ShopRevenue(s.Key.Shop, s.Key.Hour, s.Value)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Event_is_passed_on_once_within_an_hour(int seed)
    {
        var random = new Random(seed);
        var events = Enumerable.Range(0, 2_000).Select(i => new Event(new Guid(random.Next(50), 0, 0, new byte[8]), $"{i}", Start.AddSeconds(i * 10))).ToArray();
        var first = new Dictionary<Guid, DateTimeOffset>();
        var expected = new List<Event>();
        foreach (var e in events)
        {
            if (!first.TryGetValue(e.Id, out var at) || e.Time >= at.AddHours(1))
            {
                first[e.Id] = e.Time;
                expected.Add(e);
            }
        }

        Run<Event>((parallelism, sink) => Deduplicate.Declare(new CollectionSource<Event>(events), sink, parallelism), seed).ShouldBe(expected, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Order_has_its_customer_as_he_was(int seed)
    {
        var random = new Random(seed);
        var customers = Enumerable.Range(0, 200).Select(i => new Customer($"k{random.Next(20)}", $"n{i}", $"t{random.Next(3)}", Start.AddSeconds(i * 30))).ToArray();
        var orders = Enumerable.Range(0, 1_000).Select(i => new Order($"o{i}", $"k{random.Next(25)}", i, Start.AddSeconds(i * 6.5))).ToArray();
        var expected = orders.Select(o =>
        {
            var customer = customers.LastOrDefault(c => c.Id == o.Customer && c.Time <= o.Time);
            return new EnrichedOrder(o.Id, o.Customer, o.Amount, customer?.Name, customer?.Tier);
        });

        Run<EnrichedOrder>(
                (parallelism, sink) => Enrichment.Declare(new CollectionSource<Order>(orders), new CollectionSource<Customer>(customers), sink, parallelism), seed, 1, 2)
            .ShouldBe(expected, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Best_sellers_are_the_three_that_sold_most(int seed)
    {
        var random = new Random(seed);
        var purchases = Enumerable.Range(0, 2_000).Select(i => new Purchase($"p{random.Next(12)}", random.Next(1, 5), Start.AddSeconds((i * 2) - random.Next(10)))).ToArray();
        var expected = purchases.GroupBy(p => p.Time.ToUnixTimeMilliseconds() / 600_000).OrderBy(g => g.Key).Select(g => $"{g.Key * 600_000}: " + string.Join(", ", g
            .GroupBy(p => p.Product).Select(p => (p.Key, Sum: p.Sum(x => x.Quantity)))
            .OrderByDescending(p => p.Sum).ThenBy(p => p.Key, StringComparer.Ordinal).Take(3).Select(p => $"{p.Key} {p.Sum}")));

        Run<Top3>((parallelism, sink) => BestSellers.Declare(new CollectionSource<Purchase>(purchases), sink, parallelism), seed, 1, 2)
            .OrderBy(t => t.Window).Select(t => $"{t.Window.ToUnixTimeMilliseconds()}: " + string.Join(", ", t.Products.Select(p => $"{p.Product} {p.Quantity}")))
            .ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Visit_goes_on_for_as_long_as_pages_are_less_than_half_an_hour_apart(int seed)
    {
        var random = new Random(seed);
        var views = Enumerable.Range(0, 2_000).Select(i => new PageView($"u{random.Next(30)}", "/", Start.AddSeconds((i * 60) - random.Next(30)))).ToArray();
        var expected = new List<Visit>();
        foreach (var user in views.GroupBy(v => v.User))
        {
            foreach (var (view, isFirst) in user.OrderBy(v => v.Time).Select((view, place) => (view, place == 0)))
            {
                if (!isFirst && view.Time < expected[^1].Last.AddMinutes(30))
                {
                    expected[^1] = expected[^1] with { Last = view.Time, Pages = expected[^1].Pages + 1 };
                }
                else
                {
                    expected.Add(new Visit(user.Key, view.Time, view.Time, 1));
                }
            }
        }

        Run<Visit>((parallelism, sink) => Sessionization.Declare(new CollectionSource<PageView>(views), sink, parallelism), seed, 1, 2).ShouldBe(expected, ignoreOrder: true);
    }

    /// <summary>When a rule comes among the payments is open; so each total of a card at a merchant is told at most once, under a rule that there was.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Payments_are_told_that_are_above_a_rule_of_their_merchant(int seed)
    {
        var random = new Random(seed);
        var payments = Enumerable.Range(0, 1_500).Select(i => new Spending($"c{random.Next(10)}", $"m{random.Next(6)}", random.Next(1, 50), Start.AddSeconds(i * 10))).ToArray();
        // m0 and m1 have one rule for good, m2 and m3 two of them, m4 loses its own, and m5 has none.
        SpendingRule[] rules = [new("m4", 100), new("m0", 700), new("m1", 0), new("m2", 300), new("m4", null), new("m3", 200), new("m2", 900), new("m3", 500)];
        var limits = rules.Where(r => r.Limit is not null).ToLookup(r => r.Merchant, r => r.Limit!.Value);
        var totals = new Dictionary<(string Card, string Merchant), decimal>();
        var all = payments.Select(p => (p.Card, p.Merchant, Total: totals[(p.Card, p.Merchant)] = totals.GetValueOrDefault((p.Card, p.Merchant)) + p.Amount)).ToList();

        var alerts = Run<RuleAlert>(
            (parallelism, sink) => BroadcastRules.Declare(new CollectionSource<Spending>(payments), new CollectionSource<SpendingRule>(rules), sink, parallelism), seed, 1, 2, 3);

        alerts.ShouldNotBeEmpty();
        alerts.Select(a => (a.Card, a.Merchant, a.Total)).ShouldBeUnique();
        foreach (var alert in alerts)
        {
            limits[alert.Merchant].ShouldContain(alert.Limit);
            alert.Total.ShouldBeGreaterThan(alert.Limit);
            all.ShouldContain((alert.Card, alert.Merchant, alert.Total));
        }

        // The payments wait for the first rule and have no time before it, so the last total is under the last rule.
        var last = rules.GroupBy(r => r.Merchant).ToDictionary(g => g.Key, g => g.Last().Limit);
        var told = alerts.ToLookup(a => (a.Card, a.Merchant));
        totals.Count(t => last.GetValueOrDefault(t.Key.Merchant) < t.Value).ShouldBeGreaterThan(10);
        foreach (var ((card, merchant), total) in totals)
        {
            if (merchant is "m0" or "m1" && total > last[merchant])
            {
                told[(card, merchant)].Last().ShouldBe(new RuleAlert(card, merchant, total, last[merchant]!.Value));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Total_of_an_account_follows_its_orders_and_its_name(int seed)
    {
        var random = new Random(seed);
        var orders = Enumerable.Range(0, 1_500).Select(_ => new PlacedOrder($"o{random.Next(60)}", $"a{random.Next(12)}", random.Next(1, 10_000) / 100m, random.Next(5) == 0)).ToArray();
        var accounts = Enumerable.Range(0, 200).Select(i => new Account($"a{random.Next(15)}", $"n{i}"))
            .Select(a => new Change<string, Account>(random.Next(4) == 0 ? RowKind.Delete : RowKind.UpdateAfter, a.Id, a)).ToArray();
        var names = accounts.GroupBy(c => c.Key).Select(g => g.Last()).Where(c => !c.IsRemoval).ToDictionary(c => c.Key, c => c.Row.Name);
        var expected = orders.GroupBy(o => o.Id).Select(g => g.Last()).Where(o => !o.IsCancelled).GroupBy(o => o.Account)
            .ToDictionary(g => g.Key, g => new AccountTotal(names.GetValueOrDefault(g.Key), g.Count(), g.Sum(o => o.Amount)));
        var sink = new CollectingSink<Change<string, AccountTotal>> { Takes = ChangelogMode.Upsert };

        // What changes in order is in one split: an order, an account.
        IReadOnlyList<PlacedOrder>[] orderSplits = [.. orders.GroupBy(o => o.Id[^1] % 3).Select(g => (IReadOnlyList<PlacedOrder>)[.. g])];
        new JobSimulation(
            parallelism => AccountTotals.Declare(new CollectionSource<Change<string, Account>>(accounts), new CollectionSource<PlacedOrder>(orderSplits), sink, parallelism),
            new SimulationOptions { Seed = seed, Parallelisms = [1, 2, 3] }).Run();

        sink.Committed.ShouldAllBe(c => c.Kind != RowKind.UpdateBefore);
        sink.Committed.GroupBy(c => c.Key).Select(g => g.Last()).Where(c => !c.IsRemoval).ToDictionary(c => c.Key, c => c.Row).ShouldBe(expected, ignoreOrder: true);
    }

    private static IReadOnlyList<TOut> Run<TOut>(Func<int, ISink<TOut>, JobGraph> declare, int seed, params int[] parallelisms)
    {
        var sink = new CollectingSink<TOut>();
        new JobSimulation(parallelism => declare(parallelism, sink), new SimulationOptions { Seed = seed, Parallelisms = parallelisms.Length == 0 ? [1] : parallelisms }).Run();
        return sink.Committed;
    }
}
