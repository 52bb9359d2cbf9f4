using System.Linq.Expressions;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.TestKit.Harnesses;

namespace AkkaStreamProc.TestKit;

/// <summary>Makes harnesses: each runs one operator behind <c>KeyBy</c> in the thread of a test.</summary>
/// <example>
/// <code>
/// using var harness = Harness.For(() => new Fraud(), (Payment p) => p.Card);
/// harness.Process(new Payment("c1", 0.5m), noon);
/// harness.Process(new Payment("c1", 700m), noon.AddSeconds(30));
/// Assert.Single(harness.Output);
/// </code>
/// </example>
public static class Harness
{
    /// <summary>For a function of one stream.</summary>
    /// <param name="create">Creates the function; called for every subtask, and when the harness is made.</param>
    /// <param name="key">From a record to its key.</param>
    public static StreamHarness<TIn, TOut> For<TKey, TIn, TOut>(Func<ProcessFunction<TKey, TIn, TOut>> create, Expression<Func<TIn, TKey>> key)
        where TKey : notnull => For(key, keyed => keyed.Process(create));

    /// <summary>For a function without keys. Records go to its subtasks in turn.</summary>
    /// <param name="create">Creates the function; called for every subtask, and when the harness is made.</param>
    public static StreamHarness<TIn, TOut> For<TIn, TOut>(Func<StreamFunction<TIn, TOut>> create)
    {
        var job = new JobBuilder("harness");
        return new StreamHarness<TIn, TOut>(job, Source<TIn>(job, "input").Process(create), hashOf: null);
    }

    /// <summary>For a function of two streams.</summary>
    /// <param name="create">Creates the function; called for every subtask, and when the harness is made.</param>
    /// <param name="first">From a record of the first stream to its key.</param>
    /// <param name="second">From a record of the second stream to its key.</param>
    public static ConnectedHarness<TFirst, TSecond, TOut> For<TKey, TFirst, TSecond, TOut>(
        Func<CoProcessFunction<TKey, TFirst, TSecond, TOut>> create, Expression<Func<TFirst, TKey>> first, Expression<Func<TSecond, TKey>> second)
        where TKey : notnull => For(first, second, connected => connected.Process(create));

    /// <summary>For a function with a broadcast state whose records have keys.</summary>
    /// <param name="create">Creates the function; called for every subtask, and when the harness is made.</param>
    /// <param name="key">From a record to its key.</param>
    /// <param name="broadcastKey">From a record of the broadcast stream to its key.</param>
    /// <param name="isRemoval">Whether a record of the broadcast stream removes its key; none does unless given.</param>
    public static BroadcastHarness<TIn, TBroadcast, TBroadcastKey, TOut> For<TKey, TIn, TBroadcast, TBroadcastKey, TOut>(
        Func<KeyedBroadcastFunction<TKey, TIn, TBroadcast, TBroadcastKey, TOut>> create,
        Expression<Func<TIn, TKey>> key,
        Func<TBroadcast, TBroadcastKey> broadcastKey,
        Func<TBroadcast, bool>? isRemoval = null)
        where TKey : notnull
        where TBroadcastKey : notnull
    {
        var job = new JobBuilder("harness");
        var results = Source(job, key, "input").Connect(Source<TBroadcast>(job, "broadcast").ToBroadcastState("broadcast", broadcastKey, isRemoval)).Process(create);
        return new BroadcastHarness<TIn, TBroadcast, TBroadcastKey, TOut>(job, results, HashOf(key));
    }

    /// <summary>For a function with a broadcast state whose records have no keys.</summary>
    /// <param name="create">Creates the function; called for every subtask, and when the harness is made.</param>
    /// <param name="broadcastKey">From a record of the broadcast stream to its key.</param>
    /// <param name="isRemoval">Whether a record of the broadcast stream removes its key; none does unless given.</param>
    public static BroadcastHarness<TIn, TBroadcast, TBroadcastKey, TOut> For<TIn, TBroadcast, TBroadcastKey, TOut>(
        Func<BroadcastFunction<TIn, TBroadcast, TBroadcastKey, TOut>> create, Func<TBroadcast, TBroadcastKey> broadcastKey, Func<TBroadcast, bool>? isRemoval = null)
        where TBroadcastKey : notnull
    {
        var job = new JobBuilder("harness");
        var results = Source<TIn>(job, "input").Connect(Source<TBroadcast>(job, "broadcast").ToBroadcastState("broadcast", broadcastKey, isRemoval)).Process(create);
        return new BroadcastHarness<TIn, TBroadcast, TBroadcastKey, TOut>(job, results, null);
    }

    /// <summary>For whatever one verb makes of a keyed stream: <c>keyed => keyed.Window(…).Count()</c>.</summary>
    /// <param name="key">From a record to its key.</param>
    /// <param name="declare">Declares the operator: the last one is run.</param>
    public static StreamHarness<TIn, TOut> For<TKey, TIn, TOut>(Expression<Func<TIn, TKey>> key, Func<KeyedStream<TIn, TKey>, DataStream<TOut>> declare)
        where TKey : notnull
    {
        var job = new JobBuilder("harness");
        return new StreamHarness<TIn, TOut>(job, declare(Source(job, key, "input")), HashOf(key));
    }

    /// <summary>For whatever one verb makes of two connected streams: <c>both => both.Within(…).Join(…)</c>.</summary>
    /// <param name="first">From a record of the first stream to its key.</param>
    /// <param name="second">From a record of the second stream to its key.</param>
    /// <param name="declare">Declares the operator: the last one is run.</param>
    public static ConnectedHarness<TFirst, TSecond, TOut> For<TKey, TFirst, TSecond, TOut>(
        Expression<Func<TFirst, TKey>> first, Expression<Func<TSecond, TKey>> second, Func<ConnectedStreams<TFirst, TSecond, TKey>, DataStream<TOut>> declare)
        where TKey : notnull
    {
        var job = new JobBuilder("harness");
        var connected = Source(job, first, "first").Connect(Source(job, second, "second"));
        return new ConnectedHarness<TFirst, TSecond, TOut>(job, declare(connected), HashOf(first), HashOf(second));
    }

    private static KeyedStream<T, TKey> Source<T, TKey>(JobBuilder job, Expression<Func<T, TKey>> key, string name)
        where TKey : notnull => Source<T>(job, name).KeyBy(key);

    private static DataStream<T> Source<T>(JobBuilder job, string name) =>
        job.FromSource(new IdleSource<T>(), WatermarkStrategy<T>.None().WithIdleness(TimeSpan.FromMinutes(1)), name);

    private static Func<T, ulong> HashOf<T, TKey>(Expression<Func<T, TKey>> key)
        where TKey : notnull
    {
        var keyOf = key.Compile();
        return record => KeyHash<TKey>.Of(keyOf(record));
    }
}
