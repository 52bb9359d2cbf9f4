using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Examples.Jobs;

/// <summary>An account, as a database has it.</summary>
public sealed record Account(string Id, string Name);

/// <summary>An order as it is from now on; it may move to another account, and be cancelled.</summary>
public sealed record PlacedOrder(string Id, string Account, decimal Amount, bool IsCancelled = false);

/// <summary>What the orders of an account come to, with its name where that is known.</summary>
public sealed record AccountTotal(string? Name, long Orders, decimal Amount);

/// <summary>Upserts: orders and accounts change, and the total of each account with them, in a sink that is written by key.</summary>
public static class AccountTotals
{
    /// <summary>Declares the job.</summary>
    /// <param name="accounts">How the accounts change: what a capture of their table reads.</param>
    /// <param name="orders">Orders whenever they change; of one order in order.</param>
    /// <param name="totals">A sink that takes upserts: a compacted topic, a table.</param>
    /// <param name="parallelism">How many subtasks run each operator.</param>
    public static JobGraph Declare(ISource<Change<string, Account>> accounts, ISource<PlacedOrder> orders, ISink<Change<string, AccountTotal>> totals, int parallelism = 1)
    {
        var job = new JobBuilder("account-totals") { Parallelism = parallelism };
        var known = job.FromSource(accounts, WatermarkStrategy<Change<string, Account>>.None(), "accounts").ToTable(Ttl.Never, "known-accounts");
        var open = job.FromSource(orders, WatermarkStrategy<PlacedOrder>.None(), "orders")
            .KeyBy(o => o.Id).Updating(Ttl.Never).Last(isRemoval: o => o.IsCancelled, "open-orders");
        open.GroupBy(o => o.Account, Ttl.Never).Aggregate(new CountAndAmount(), "totals")
            .LeftJoin(known, (total, account) => new AccountTotal(account?.Name, total.Orders, total.Amount), Ttl.Never, "named-totals")
            .SinkTo(totals);
        return job.Build();
    }

    /// <summary>How many orders there are, and what they come to: an aggregate that can take an order back.</summary>
    private sealed class CountAndAmount : IRetractingAggregateFunction<PlacedOrder, (long Orders, decimal Amount), (long Orders, decimal Amount)>
    {
        public (long Orders, decimal Amount) CreateAccumulator() => (0, 0);

        public (long Orders, decimal Amount) Add((long Orders, decimal Amount) accumulator, PlacedOrder record) =>
            (accumulator.Orders + 1, accumulator.Amount + record.Amount);

        public (long Orders, decimal Amount) Retract((long Orders, decimal Amount) accumulator, PlacedOrder record) =>
            (accumulator.Orders - 1, accumulator.Amount - record.Amount);

        public (long Orders, decimal Amount) GetResult((long Orders, decimal Amount) accumulator) => accumulator;
    }
}
