using System.Linq.Expressions;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Fusion;

namespace AkkaStreamProc.Operators.Graph;

/// <summary>How the records of an edge are distributed over the subtasks of the next operator.</summary>
internal abstract class Partitioning
{
    public static Partitioning Forward { get; } = new ForwardPartitioning();

    public static Partitioning Rebalance { get; } = new RebalancePartitioning();

    public static Partitioning Broadcast { get; } = new BroadcastPartitioning();

    /// <summary>Whether the operators on both sides may run as one, where their parallelism is the same.</summary>
    public virtual bool IsChainable => false;

    /// <summary>Whether each sending subtask has one receiver only, the one of its own number.</summary>
    public virtual bool IsPointwise => false;

    /// <summary>Its text, with names of types that no other type has.</summary>
    public virtual string DistinctName => ToString()!;

    public abstract Router<T> CreateRouter<T>(IReadOnlyList<IChannel> channels, OperatorContext context);

    private sealed class ForwardPartitioning : Partitioning
    {
        public override bool IsChainable => true;

        public override bool IsPointwise => true;

        public override Router<T> CreateRouter<T>(IReadOnlyList<IChannel> channels, OperatorContext context) => new ForwardRouter<T>(channels, context.CarriesTime);

        public override string ToString() => "forward";
    }

    private sealed class RebalancePartitioning : Partitioning
    {
        public override Router<T> CreateRouter<T>(IReadOnlyList<IChannel> channels, OperatorContext context) =>
            new RebalanceRouter<T>(channels, context.SubtaskIndex, context.CarriesTime);

        public override string ToString() => "rebalance";
    }

    private sealed class BroadcastPartitioning : Partitioning
    {
        public override Router<T> CreateRouter<T>(IReadOnlyList<IChannel> channels, OperatorContext context) => new BroadcastRouter<T>(channels, context.CarriesTime);

        public override string ToString() => "broadcast";
    }
}

/// <summary>By key group of a key.</summary>
internal sealed class HashPartitioning<TRecord, TKey>(Expression<Func<TRecord, TKey>> selector) : Partitioning
    where TKey : notnull
{
    private readonly Lazy<ColumnLoop<TRecord, TKey>> _loop = new(() => ColumnCompiler.Compile(selector));

    /// <summary>Computes the keys of a batch; compiled once for all subtasks.</summary>
    public ColumnLoop<TRecord, TKey> KeyLoop => _loop.Value;

    public override Router<T> CreateRouter<T>(IReadOnlyList<IChannel> channels, OperatorContext context) =>
        (Router<T>)(object)new HashRouter<TRecord, TKey>(channels, KeyLoop, context.MaxParallelism, context.CarriesTime, context);

    public override string DistinctName => $"hash({TypeNames.DistinctOf(typeof(TKey))})";

    public override string ToString() => $"hash({TypeNames.Of(typeof(TKey))})";
}
