using AkkaStreamProc.Actors.Exchange;
using Microsoft.Extensions.Time.Testing;

namespace AkkaStreamProc.TestKit.Simulation;

/// <summary>What everybody in one history shares: chance, time, messages, the store, the faults.</summary>
internal sealed class SimulatedWorld
{
    public SimulatedWorld(SimulationOptions options)
    {
        Options = options;
        Time = new FakeTimeProvider(options.Start);
        Random = new Random(options.Seed);
        Mail = new SimulatedMail(Random, options.Trace);
        Faults = new FaultPlan(options, Random);
    }

    public SimulationOptions Options { get; }

    public Random Random { get; }

    public FakeTimeProvider Time { get; }

    public SimulatedMail Mail { get; }

    public SimulatedStore Store { get; } = new();

    public FaultPlan Faults { get; }

    /// <summary>The first failure the simulation has not brought about itself.</summary>
    public Exception? Failure { get; private set; }

    public SimulatedEndpoint Journal { get; } = new("journal");

    public SimulatedEndpoint Snapshots { get; } = new("snapshots");

    public void Trace(string what) => Options.Trace?.Invoke(what);

    public void AdvanceTo(DateTimeOffset moment)
    {
        if (moment > Time.GetUtcNow())
        {
            Time.SetUtcNow(moment);
        }
    }

    /// <summary>An operator, a connector or the runtime has failed.</summary>
    public void Fail(Exception cause)
    {
        var isExpected = cause is SimulatedFaultException || (cause is ExchangeException && Faults.HasLostMessages);
        if (!isExpected)
        {
            Failure ??= cause;
        }
    }
}
