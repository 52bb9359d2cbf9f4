using System.Linq.Expressions;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Graph;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc;

/// <summary>A stream grouped by a key: records of the same key meet in the same subtask, in the order they were sent.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <typeparam name="TKey">The type of the key.</typeparam>
public sealed class KeyedStream<T, TKey>
    where TKey : notnull
{
    private readonly DataStream<T> _stream;

    internal KeyedStream(DataStream<T> stream, Expression<Func<T, TKey>> selector)
    {
        _stream = stream;
        AsyncCode.RefuseType(typeof(TKey), $"KeyBy of the stream '{stream.Node.Name}' would have keys of type");
        KeyHash<TKey>.Verify();
        Partitioning = new HashPartitioning<T, TKey>(selector);
    }

    internal HashPartitioning<T, TKey> Partitioning { get; }

    internal JobBuilder Job => _stream.Job;

    /// <summary>Gathers the records of each key into windows.</summary>
    public WindowedStream<T, TKey> Window(TumblingWindows windows) => new(this, windows, TimeSpan.Zero);

    /// <summary>Runs a function with state and timers. (Function verb)</summary>
    /// <param name="create">
    /// Creates the function; called for every subtask in every attempt, and twice when the job is declared. It returns
    /// another object with every call.
    /// </param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    /// <exception cref="StreamProcessingException">The factory returns an object twice, or a method of the function is asynchronous.</exception>
    public DataStream<TOut> Process<TOut>(Func<ProcessFunction<TKey, T, TOut>> create, string? name = null)
    {
        var operatorName = name ?? "process";
        var function = FunctionInstances.Claim(create(), operatorName);
        FunctionInstances.Claim(create(), operatorName);
        AsyncCode.RefuseMethods(function.GetType(), operatorName);
        var states = DeclaredStates<TKey>.Describe(function.Open);
        var node = new KeyedNode(
            Job.NextId,
            "process",
            operatorName,
            name is not null,
            typeof(TOut),
            [.. states, StateDescription.Of("timers", $"timers by {typeof(TKey)}")],
            [],
            context => new ProcessOperator<TKey, T, TOut>(context, FunctionInstances.Claim(create(), context.OperatorName), Partitioning.KeyLoop));
        return Add<TOut>(node, Partitioning);
    }

    /// <summary>Combines the records of each key as they come; every record emits the combination so far. (Function verb)</summary>
    /// <param name="reduce">From the combination so far and the next record to the new combination.</param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    public DataStream<T> Reduce(Func<T, T, T> reduce, string? name = null) =>
        Process(() => new ReduceFunction<TKey, T>(reduce), name ?? "reduce");

    internal DataStream<TOut> Add<TOut>(OperatorNode node, Partitioning partitioning)
    {
        Job.Add(node, (_stream.Node, _stream.Output, partitioning));
        return new DataStream<TOut>(Job, node, 0);
    }
}
