using System.Linq.Expressions;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Plans.Selectors;

namespace AkkaStreamProc.Operators.Plans;

/// <summary>How the records of an edge are distributed over the subtasks of the next operator.</summary>
internal abstract class Partitioning
{
    public static Partitioning Forward { get; } = new ForwardPartitioning();

    public static Partitioning Rebalance { get; } = new RebalancePartitioning();

    /// <summary>One to one where both sides have the same parallelism, in turn where they have not.</summary>
    public static Partitioning ForwardOrRebalance { get; } = new UndecidedPartitioning();

    public static Partitioning Broadcast { get; } = new BroadcastPartitioning();

    public static Partitioning Rescale { get; } = new RescalePartitioning();

    public static Partitioning Global { get; } = new GlobalPartitioning();

    public abstract EdgeKind Kind { get; }

    /// <summary>Its text, with names of types that no other type has.</summary>
    public virtual string DistinctName => ToString()!;

    /// <summary>What it takes of a record to decide, for the comparison with stored state; <see langword="null"/> where it takes nothing.</summary>
    public virtual string? Selector => null;

    /// <summary>The types of the batches that are sent for records of a type.</summary>
    public virtual IReadOnlyList<Type> Sends(Type records) => [records];

    public abstract Router<T> CreateRouter<T>(IReadOnlyList<IChannel> channels, OperatorContext context);

    private sealed class ForwardPartitioning : Partitioning
    {
        public override EdgeKind Kind => EdgeKind.Forward;

        public override Router<T> CreateRouter<T>(IReadOnlyList<IChannel> channels, OperatorContext context) => new ForwardRouter<T>(channels, context.CarriesTime);

        public override string ToString() => "forward";
    }

    private sealed class RebalancePartitioning : Partitioning
    {
        public override EdgeKind Kind => EdgeKind.Rebalance;

        public override Router<T> CreateRouter<T>(IReadOnlyList<IChannel> channels, OperatorContext context) =>
            new RebalanceRouter<T>(channels, context.SubtaskIndex, context.CarriesTime);

        public override string ToString() => "rebalance";
    }

    private sealed class UndecidedPartitioning : Partitioning
    {
        /// <summary>In no plan: the rule of parallelism decides.</summary>
        public override EdgeKind Kind => EdgeKind.Rebalance;

        public override Router<T> CreateRouter<T>(IReadOnlyList<IChannel> channels, OperatorContext context) => Rebalance.CreateRouter<T>(channels, context);

        public override string ToString() => "forward or rebalance";
    }

    private sealed class BroadcastPartitioning : Partitioning
    {
        public override EdgeKind Kind => EdgeKind.Broadcast;

        public override Router<T> CreateRouter<T>(IReadOnlyList<IChannel> channels, OperatorContext context) => new BroadcastRouter<T>(channels, context.CarriesTime);

        public override string ToString() => "broadcast";
    }

    private sealed class RescalePartitioning : Partitioning
    {
        public override EdgeKind Kind => EdgeKind.Rescale;

        /// <summary>In turn through the channels that there are.</summary>
        public override Router<T> CreateRouter<T>(IReadOnlyList<IChannel> channels, OperatorContext context) => Rebalance.CreateRouter<T>(channels, context);

        public override string ToString() => "rescale";
    }

    private sealed class GlobalPartitioning : Partitioning
    {
        public override EdgeKind Kind => EdgeKind.Global;

        public override Router<T> CreateRouter<T>(IReadOnlyList<IChannel> channels, OperatorContext context) => new GlobalRouter<T>(channels, context.CarriesTime);

        public override string ToString() => "global";
    }
}

/// <summary>By key group of a key.</summary>
internal sealed class HashPartitioning<TRecord, TKey>(Expression<Func<TRecord, TKey>> selector) : Partitioning
    where TKey : notnull
{
    private readonly Lazy<ColumnLoop<TRecord, TKey>> _loop = new(() => ColumnCompiler.Compile(selector));

    /// <summary>Computes the keys of a batch; compiled once for all subtasks.</summary>
    public ColumnLoop<TRecord, TKey> KeyLoop => _loop.Value;

    public override EdgeKind Kind => EdgeKind.Hash;

    public override Router<T> CreateRouter<T>(IReadOnlyList<IChannel> channels, OperatorContext context) =>
        (Router<T>)(object)new HashRouter<TRecord, TKey>(channels, KeyLoop, context.MaxParallelism, context.CarriesTime, context);

    public override string? Selector { get; } = SelectorTrace.Of(selector);

    public override string DistinctName => $"hash({TypeNames.DistinctOf(typeof(TKey))})";

    public override string ToString() => $"hash({TypeNames.Of(typeof(TKey))})";
}

/// <summary>By what the user's function says of a key.</summary>
/// <param name="selector">From a record to the key.</param>
/// <param name="partitioner">From the key and the number of subtasks to one of them, from 0 on.</param>
internal sealed class CustomPartitioning<TRecord, TKey>(Expression<Func<TRecord, TKey>> selector, Func<TKey, int, int> partitioner) : Partitioning
{
    private readonly Lazy<ColumnLoop<TRecord, TKey>> _loop = new(() => ColumnCompiler.Compile(selector));

    public override EdgeKind Kind => EdgeKind.Custom;

    public override Router<T> CreateRouter<T>(IReadOnlyList<IChannel> channels, OperatorContext context) =>
        (Router<T>)(object)new CustomRouter<TRecord, TKey>(channels, _loop.Value, partitioner, context);

    public override string DistinctName => $"custom({TypeNames.DistinctOf(typeof(TKey))})";

    public override string ToString() => $"custom({TypeNames.Of(typeof(TKey))})";
}
