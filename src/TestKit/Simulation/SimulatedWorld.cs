using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.TestKit.Simulation;

/// <summary>What everybody in one history shares: chance, time, messages, the store, the faults.</summary>
internal sealed class SimulatedWorld
{
    public SimulatedWorld(SimulationOptions options)
    {
        Options = options;
        Time = new SimulatedClock(options.Start);
        Random = new Random(options.Seed);
        Mail = new SimulatedMail(Random, options.Trace);
        Faults = new FaultPlan(options, Random);
    }

    public SimulationOptions Options { get; }

    public Random Random { get; }

    public SimulatedClock Time { get; }

    public SimulatedMail Mail { get; }

    public SimulatedStore Store { get; } = new();

    public FaultPlan Faults { get; }

    /// <summary>Takes what other threads post; <see langword="null"/> where that fails the history.</summary>
    public ForeignMail? Foreign { get; init; }

    /// <summary>Whether the failure of an attempt is one of the history, whatever fails.</summary>
    public bool FailsWithAttempt { get; init; }

    /// <summary>Takes what operators and the runtime say.</summary>
    public Action<string, Notice> Noticed { get; init; } = static (_, _) => { };

    /// <summary>The thread of the history.</summary>
    public int Thread { get; set; }

    /// <summary>The first failure the simulation has not brought about itself.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The plans the process knows; another process knows none of them.</summary>
    public PlanCatalog Plans { get; private set; } = new();

    /// <summary>Every subtask that has not ended, whoever deployed it.</summary>
    public List<SimulatedSubtask> Living { get; } = [];

    /// <summary>Called when a subtask has ended or is taken for dead.</summary>
    public Action SubtaskGone { get; set; } = static () => { };

    /// <summary>The graph that the last accepted submission named.</summary>
    public JobGraph? AcceptedGraph { get; set; }

    public SimulatedEndpoint Journal { get; } = new("journal");

    public SimulatedEndpoint Snapshots { get; } = new("snapshots");

    public SimulatedEndpoint Census { get; } = new("census");

    /// <summary>A process has crashed, and another begins.</summary>
    public void Crash()
    {
        Living.Clear();
        Plans = new PlanCatalog();
        Mail.Lose();
    }

    /// <summary>The failure is over, for whoever goes on behind it.</summary>
    public void ForgetFailure() => Failure = null;

    /// <summary>Something does not hold that must hold at every moment.</summary>
    public void Violated(string invariant) => Failure ??= new InvalidOperationException(invariant);

    public void Trace(string what) => Options.Trace?.Invoke(what);

    /// <summary>An identity that follows from the seed.</summary>
    public Guid NextIdentity()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.NextBytes(bytes);
        return new Guid(bytes);
    }

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
