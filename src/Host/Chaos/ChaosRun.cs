using System.Globalization;
using AkkaStreamProc.Host.Chaos.Cycles;
using AkkaStreamProc.Host.Chaos.Disturbances;
using AkkaStreamProc.Host.Chaos.Processes;
using AkkaStreamProc.Host.Chaos.Records;
using AkkaStreamProc.Host.Logging;
using AkkaStreamProc.Host.Runs;

namespace AkkaStreamProc.Host.Chaos;

/// <summary>
/// Kills and disturbs a job, again and again, while numbered records go through it, and reads all the time what it
/// commits: nothing may be missing, doubled, out of order or miscounted, and no transaction may stay open.
/// </summary>
internal sealed class ChaosRun(Log log, StopSignals signals)
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromMinutes(3);

    /// <returns>The exit code: success, or a failed job where anything was violated.</returns>
    public async Task<int> RunAsync(ChaosRequest request)
    {
        Directory.CreateDirectory(request.Directory);
        var random = new Random(request.Seed);
        var ledger = new SequenceLedger(SequenceTopics.Keys);
        var tally = new ChaosTally();
        var brokerLog = Path.Combine(request.Directory, "broker.log");
        IChaosBrokers brokers = request.Bootstrap is { } bootstrap
            ? new GivenBrokers(bootstrap, request.FailCommand, request.RecoverCommand, brokerLog)
            : new BrokerChild(Path.Combine(request.Directory, "broker"), brokerLog);
        var topics = request.Bootstrap is null ? SequenceTopics.Own : SequenceTopics.Among(Guid.NewGuid().ToString("N")[..12]);
        var world = new ChaosWorld(request, brokers, topics, ledger, tally, random, Volume.Create(Path.Combine(request.Directory, "disk")));
        await using (world.ConfigureAwait(false))
        {
            var disturbances = Possible(request, world);
            var plan = ChaosPlan.Create(request, random, disturbances);
            log.Say($"Seed {request.Seed}: {plan.Count} cycles. Everything the processes write is in {request.Directory}.");
            await brokers.StartAsync([topics.Input, topics.Output], SequenceTopics.Partitions).ConfigureAwait(false);
            using var producer = new SequenceProducer(brokers.Bootstrap, topics.Input, request.Rate);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(signals.Cancellation);
            using var over = new CancellationTokenSource();
            var input = producer.RunAsync(ending.Token);
            var output = new SequenceReader(brokers.Bootstrap, topics.Output, ledger).RunAsync(over.Token);
            await LiveAsync(plan, request, world, ledger, output, input).ConfigureAwait(false);
            await ending.CancelAsync().ConfigureAwait(false);
            await input.ConfigureAwait(false);
            await FinishAsync(world, ledger, producer.Last).ConfigureAwait(false);
            await over.CancelAsync().ConfigureAwait(false);
            await output.ConfigureAwait(false);
            var open = await OpenAfterRestartAsync(brokers).ConfigureAwait(false);
            return Report(request, tally, ledger, producer.Last, open);
        }
    }

    private List<IDisturbance> Possible(ChaosRequest request, ChaosWorld world)
    {
        var possible = new List<IDisturbance>();
        foreach (var disturbance in DisturbanceCatalog.All.Where(d => request.Scenarios.Contains(d.Name)))
        {
            if (disturbance.Obstacle(world) is { } obstacle)
            {
                log.Say($"Left out: {disturbance.Name}; {obstacle}.");
            }
            else
            {
                possible.Add(disturbance);
            }
        }

        return possible;
    }

    private async Task LiveAsync(IReadOnlyList<IChaosCycle> plan, ChaosRequest request, ChaosWorld world, SequenceLedger ledger, params Task[] others)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var number = 1; number <= plan.Count && !signals.Requested.IsCompleted; number++)
        {
            var elapsed = TimeProvider.System.GetElapsedTime(started);
            if (elapsed > request.Duration)
            {
                log.Say($"The time is over after {number - 1} of {plan.Count} cycles.");
                return;
            }

            var cycle = plan[number - 1];
            await cycle.RunAsync(world).ConfigureAwait(false);
            log.Say(string.Create(CultureInfo.InvariantCulture, $"{elapsed:hh\\:mm\\:ss} {number}/{plan.Count} {cycle.Description}; {ledger.Records:N0} records out"));
            if (others.FirstOrDefault(t => t.IsFaulted) is { } broken)
            {
                await broken.ConfigureAwait(false);
            }

            if (ledger.Violations.Count > 0 || world.Tally.Faults.Count > 0)
            {
                log.Say($"Violated in cycle {number} or before; no more cycles.");
                return;
            }
        }
    }

    /// <summary>Lets the job catch up in peace, and stops it.</summary>
    private static async Task FinishAsync(ChaosWorld world, SequenceLedger ledger, IReadOnlyList<long> produced)
    {
        using var job = world.StartJob();
        using var limit = new CancellationTokenSource(EndPatience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (ledger.Outstanding(produced) > 0 && !job.Exited.IsCompleted && !limit.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false);
        }

        if (!job.Exited.IsCompleted)
        {
            job.Terminate();
        }

        if (!await job.EndsWithinAsync(EndPatience).ConfigureAwait(false) || job.ExitCode != ExitCode.Success)
        {
            world.Tally.AddFault($"The job did not end well:{Environment.NewLine}{job.LastLines}");
        }
    }

    private static async Task<IReadOnlyList<string>> OpenAfterRestartAsync(IChaosBrokers brokers)
    {
        await brokers.FailAsync().ConfigureAwait(false);
        await brokers.RecoverAsync().ConfigureAwait(false);
        return await OpenTransactions.ListAsync(brokers.Bootstrap).ConfigureAwait(false);
    }

    private static string Names(IReadOnlyList<string> names) => names.Count == 0 ? "none" : string.Join(',', names);

    private static string Given(ChaosRequest request) => (request.Bootstrap, request.FailCommand) switch
    {
        (null, _) => "",
        (_, null) => $" --bootstrap {request.Bootstrap}",
        _ => $" --bootstrap {request.Bootstrap} --outage-begins '{request.FailCommand}' --outage-ends '{request.RecoverCommand}'",
    };

    private int Report(ChaosRequest request, ChaosTally tally, SequenceLedger ledger, IReadOnlyList<long> produced, IReadOnlyList<string> open)
    {
        var lost = ledger.Outstanding(produced);
        foreach (var (name, value) in tally.Rows())
        {
            log.Say($"{name,-46}{value,12}");
        }

        (string Name, long Value)[] results =
        [
            ("records in", produced.Sum()), ("records out", ledger.Records), ("lost", lost), ("doubled", ledger.Doubled),
            ("reordered", ledger.Reordered), ("miscounted", ledger.Miscounted), ("open transactions", open.Count),
        ];
        foreach (var (name, value) in results)
        {
            log.Say(string.Create(CultureInfo.InvariantCulture, $"{name,-46}{value,12:N0}"));
        }

        foreach (var violation in ledger.Violations.Concat(tally.Faults).Concat(open.Select(o => $"open: {o}")))
        {
            log.Say($"violation: {violation}");
        }

        var isClean = lost == 0 && ledger.Violations.Count == 0 && tally.Faults.Count == 0 && open.Count == 0;
        log.Say(isClean
            ? $"Nothing lost, nothing doubled. Seed {request.Seed}."
            : $"VIOLATED. To replay: chaos --seed {request.Seed} --kills {request.Kills} --kill-points-each {request.KillPointsEach} --kill-points {Names(request.KillPoints)} --scenarios {Names(request.Scenarios)} --scenarios-each {request.ScenariosEach} --guarantee {request.Guarantee} --rate {request.Rate}{Given(request)}");
        return isClean ? ExitCode.Success : ExitCode.JobFailed;
    }
}
