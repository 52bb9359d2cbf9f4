using Akka.Actor;
using AkkaStreamProc;
using AkkaStreamProc.TestKit;
using Xunit;

namespace Pages.Testing;

public sealed record Payment(string Card, decimal Amount);

public sealed record Refund(string Of, decimal Amount);

public sealed record Customer(string Id, string Name);

public sealed record Order(string Id, string Customer);

public sealed record Click(string User, DateTimeOffset At);

public sealed class ClickJob : IStreamJob
{
    public string Name => "click-job";

    public string Description => "Counts clicks.";

    public IReadOnlyList<JobOption> Options => [];

    public void Define(JobBuilder job, JobArguments arguments)
    {
    }
}

public sealed class Fraud : ProcessFunction<string, Payment, string>
{
    public static readonly OutputTag<Payment> Free = new("free");

    public override void Process(Payment record, ProcessContext<string, string> context)
    {
    }
}

public sealed record Limit(string Card, decimal Amount);

public sealed class Limits : KeyedBroadcastFunction<string, Payment, Limit, string, string>
{
    public override void Process(Payment record, IReadOnlyDictionary<string, Limit> broadcast, ProcessContext<string, string> context)
    {
    }
}

internal static class Tests
{
    private static readonly DateTimeOffset noon = DateTimeOffset.UnixEpoch;

    public static void Smallest()
    {
// block 1
    }

    public static void Times()
    {
// block 2
    }

    public static void Kept()
    {
// block 3
    }

    public static void Others()
    {
// block 4
    }

    public static void Broadcasts()
    {
// block 5
    }

    public static async Task Whole(ISource<Click> topic, ISink<WindowResult<string, long>> output)
    {
// block 6
    }

    public static async Task OfAClass()
    {
// block 7
    }

    public static async Task Telling(JobBuilder job, DataStream<Customer> customers, DataStream<Order> orders, DataStreamSink<string> enriched)
    {
// block 8
    }

    public static void Beside(JobTestKit t, DataStreamSink<long> counts, IActorRef probe)
    {
// block 9
    }
}
