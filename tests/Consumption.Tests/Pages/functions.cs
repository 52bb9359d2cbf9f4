using AkkaStreamProc;
using Microsoft.Extensions.Logging;

namespace Pages.Functions;

public sealed record Payment(string Card, string Order, string Country, decimal Amount);

public sealed record Order(string Id);

public sealed record Heartbeat(string Device, bool IsLast);

public sealed record Alert(string Card, decimal Small, decimal Large);

public sealed record Settled(Order Order, Payment Payment);

public sealed record Rule(string Country, decimal Limit, bool IsOff);

public sealed record Refused(Payment Payment, Rule Rule);

// block 1

internal static class Jobs
{
    public static void Fraud_(DataStream<Payment> payments, ISink<Alert> alertSink, ISink<Payment> foreignSink)
    {
// block 2
    }

    public static void Settle_(DataStream<Order> orders, DataStream<Payment> payments)
    {
// block 7
    }

    public static void Gather_(DataStream<Payment> payments, ISink<IReadOnlyList<Payment>> batches)
    {
// block 9
    }

    public static void Check_(DataStream<Rule> rules, DataStream<Payment> payments)
    {
// block 11
    }

    public static void Print_(DataStream<Payment> payments, ISink<string> printers)
    {
// block 13
    }
}

// block 6

// block 3

// block 4

// block 5

// block 8

// block 10

// block 12
