using AkkaStreamProc.Host.Chaos.Cycles;
using AkkaStreamProc.Host.Chaos.Disturbances;
using AkkaStreamProc.Operators.KillPoints;

namespace AkkaStreamProc.Host.Chaos;

/// <summary>What happens in a run, and in which order: a function of the request and its seed.</summary>
internal static class ChaosPlan
{
    private const int MaxPassing = 5;
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(3);

    public static IReadOnlyList<IChaosCycle> Create(ChaosRequest request, Random random, IReadOnlyList<IDisturbance> disturbances)
    {
        List<IChaosCycle> cycles =
        [
            .. Enumerable.Range(0, request.Kills).Select(_ => Kill(random)),
            .. request.KillPoints.Select(Enum.Parse<KillPoint>).Where(p => p != KillPoint.JobSubmitted)
                .SelectMany(p => Enumerable.Range(0, request.KillPointsEach).Select(_ => new DeathAtPoint(p, IsPassedOften(p) ? random.Next(1, MaxPassing + 1) : 1))),
            .. disturbances.SelectMany(d => Enumerable.Repeat(new Disturbed(d), request.ScenariosEach)),
        ];
        var shuffled = cycles.ToArray();
        random.Shuffle(shuffled);
        var firstStarts = request.KillPoints.Contains(nameof(KillPoint.JobSubmitted)) ? request.KillPointsEach : 0;
        return [.. Enumerable.Range(1, firstStarts).Select(n => new DeathAtFirstStart(isLast: n == firstStarts)), .. shuffled];
    }

    private static RandomKill Kill(Random random)
    {
        var whileStarting = random.Next(5) == 0;
        return new RandomKill((whileStarting ? LongestStart : LongestLife) * random.NextDouble(), whileStarting);
    }

    /// <summary>Whether a process passes a point with every checkpoint, rather than at its start or end.</summary>
    private static bool IsPassedOften(KillPoint point) => point is > KillPoint.CheckpointIdsReserved and < KillPoint.StopRequested and not KillPoint.LossResolved;
}
