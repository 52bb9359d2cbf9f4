using System.Globalization;
using Akka.Actor;
using AkkaStreamProc;

namespace Pages.Verbs;

public interface IEvent
{
    string User { get; }
}

public sealed record Click(string User, string Page, double Seconds, string[] Tags, DateTimeOffset At) : IEvent;

public sealed record Purchase(string User, decimal Amount) : IEvent;

public sealed record Order(string Id);

public sealed record Payment(string OrderId, decimal Amount);

public interface ILinks
{
    Task<IEnumerable<string>> OfAsync(string page, CancellationToken cancellation);
}

internal sealed class Heartbeats : WatermarkGenerator<Click>;

internal sealed class Busiest : WindowFunction<string, Click, string>
{
    public override void Process(IReadOnlyList<Click> records, WindowContext<string, string> context) => context.Emit(context.Key);
}

internal static class Jobs
{
    public static void OneByOne(DataStream<Click> clicks, ISink<string> pages, ILinks links)
    {
// block 1
    }

    public static void Where(DataStream<Click> clicks, DataStream<Click> otherClicks, DataStream<Purchase> purchases, ISink<string> pages)
    {
// block 2
    }

    public static void Time()
    {
// block 3
    }

    public static void Windows(DataStream<Click> clicks)
    {
// block 4
    }

    public static void Triggers(WindowedStream<Click, string> hourly, WindowedStream<Click, string> perMinute, WindowedStream<Click, string> forEver)
    {
// block 5
    }

    public static void Joins(DataStream<Order> orders, DataStream<Payment> payments, ISink<Order> found, ISink<string> texts)
    {
// block 6
    }

    public static void Rows(
        DataStream<Click> clicks, ChangeStream<string, string> names, ISink<double> averages, ISink<Click> firsts, ISink<Change<string, double>> busy, ISink<string> named)
    {
// block 9
    }

    public static void Failures(DataStream<Click> clicks, ISink<FailedRecord<Click>> failures)
    {
// block 10
    }

    public static void Options(DataStream<Click> clicks, JobArguments arguments, ISink<Click> kept)
    {
// block 11
    }

    public static async Task RunAsync(JobGraph graph, ActorSystem system)
    {
// block 12
    }
}

// block 7

// block 8
