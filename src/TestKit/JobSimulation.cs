using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Graph;
using AkkaStreamProc.TestKit.Simulation;
using Microsoft.Extensions.Time.Testing;

namespace AkkaStreamProc.TestKit;

/// <summary>
/// Runs a whole bounded job in one thread and virtual time, with every choice (which message is delivered next, when a
/// checkpoint begins, when everything crashes) made by a seed.
/// </summary>
/// <remarks>
/// <para>
/// It runs the very machines that production runs: subtasks, channels with credit, alignment, snapshots in their binary
/// form, the coordinator. A failing seed replays exactly, and thousands of histories take seconds.
/// </para>
/// <para>
/// Sources and sinks must complete inline, as <see cref="Operators.Sources.CollectionSource{T}"/> and
/// <see cref="CollectingSink{T}"/> do; sinks must outlive a crash, as an outside system does.
/// </para>
/// </remarks>
public sealed class JobSimulation
{
    private const int MaxSteps = 10_000_000;

    private readonly Func<int, JobGraph> _build;
    private readonly SimulationOptions _options;
    private readonly Random _random;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);

    /// <summary>Prepares a simulation.</summary>
    /// <param name="build">Builds the job for a parallelism.</param>
    /// <param name="options">How it goes.</param>
    public JobSimulation(Func<int, JobGraph> build, SimulationOptions options)
    {
        _build = build;
        _options = options;
        _random = new Random(options.Seed);
    }

    /// <summary>Runs the job to its end.</summary>
    /// <exception cref="InvalidOperationException">An operator failed, or nothing can happen any more although the job has not ended.</exception>
    public SimulationResult Run()
    {
        var store = new SimulatedStore();
        var mail = new SimulatedMail(_random);
        var attempt = Begin(store, mail);
        var (steps, crashes) = (0, 0);
        for (; !attempt.IsFinished; steps++)
        {
            if (steps == MaxSteps)
            {
                throw new InvalidOperationException($"The job had not ended after {MaxSteps} steps (seed {_options.Seed}).");
            }

            if (crashes < _options.MaxCrashes && _random.NextDouble() < _options.CrashProbability)
            {
                crashes++;
                attempt.Dispose();
                mail.Lose();
                attempt = Begin(store, mail);
            }
            else if (attempt.CanCheckpoint && _random.NextDouble() < _options.CheckpointProbability)
            {
                attempt.Trigger();
            }
            else
            {
                Step(attempt, mail);
            }
        }

        var late = attempt.Late;
        attempt.Dispose();
        return new SimulationResult(steps, crashes, store.Completed, late);
    }

    private SimulatedAttempt Begin(SimulatedStore store, SimulatedMail mail)
    {
        var parallelism = _options.Parallelisms[_random.Next(_options.Parallelisms.Count)];
        var options = new SubtaskOptions(_options.ChannelCredit, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(200));
        var attempt = new SimulatedAttempt(_build(parallelism), store, mail, _time, options);
        attempt.Begin();
        return attempt;
    }

    private void Step(SimulatedAttempt attempt, SimulatedMail mail)
    {
        if (!mail.IsEmpty && _random.Next(200) > 0)
        {
            mail.DeliverOne();
        }
        else if (attempt.NextWake is { } wake)
        {
            _time.SetUtcNow(wake > _time.GetUtcNow() ? wake : _time.GetUtcNow());
            attempt.WakeDue();
        }
        else if (mail.IsEmpty && !attempt.CanCheckpoint)
        {
            throw new InvalidOperationException($"Nothing can happen any more, but the job has not ended (seed {_options.Seed}).");
        }
    }
}
