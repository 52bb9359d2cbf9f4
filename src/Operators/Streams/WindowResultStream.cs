using AkkaStreamProc.Operators.Graph;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc;

/// <summary>The results of windows, and the records that came too late for them.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="TResult">The type of the aggregate's result.</typeparam>
public sealed class WindowResultStream<T, TKey, TResult> : DataStream<WindowResult<TKey, TResult>>
{
    internal WindowResultStream(JobBuilder job, OperatorNode node)
        : base(job, node, 0)
    {
    }

    /// <summary>
    /// The records whose window had closed for good when they came. They are counted whether this is used or not.
    /// </summary>
    public DataStream<T> LateRecords => new(Job, Node, WindowOptions.LateOutput);
}
