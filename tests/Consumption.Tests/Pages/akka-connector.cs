using System.Threading.Channels;
using Akka;
using Akka.Actor;
using Akka.Hosting;
using Akka.Streams.Dsl;
using AkkaStreamProc;
using AkkaStreamProc.Connectors.Akka;
using Microsoft.Extensions.DependencyInjection;

namespace Pages.AkkaConnector;

public sealed record Order(string Id, decimal Amount);

public sealed record Alert(string Text);

public sealed record QuoteRequest(string Item);

public sealed record Quote(string Item, decimal Price);

internal static class Archive
{
    public static JobGraph Declare(ActorSystem system) => throw new NotSupportedException();
}

internal static class Alerts
{
    public static JobGraph Declare(ActorSystem system) => throw new NotSupportedException();
}

internal sealed class Client
{
    public Task<Done> SendAsync(Alert alert) => throw new NotSupportedException();
}

internal static class First
{
    public static async Task Run(ActorSystem system, IActorRef target, Order order)
    {
// block 1
    }
}

internal sealed class Target : ReceiveActor
{
    public Target()
    {
// block 2
    }

    private static void Handle(IReadOnlyList<Order> orders)
    {
    }
}

internal sealed class Feeder : ReceiveActor
{
    private int _granted;

    public Feeder(IActorRef ingress)
    {
// block 3
    }

    private static void SendWhatIsGranted()
    {
    }
}

internal static class Rest
{
    public static async Task Asked(ActorSystem system)
    {
// block 4
    }

    public static async Task Read(ActorSystem system, JobBuilder job, DataStream<Alert> stream)
    {
// block 5
    }

    public static void Confirmed(ActorSystem system, DataStream<Alert> alerts, Client client)
    {
// block 6
    }

    public static async Task Hosted(IServiceCollection services, ActorSystem system)
    {
// block 7
    }
}
