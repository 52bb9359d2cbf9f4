namespace AkkaStreamProc.Simulation.Tests.Async;

/// <summary>A table outside with the city of each user, or none, that answers after a while, and sometimes fails or never answers; it outlives crashes.</summary>
/// <param name="seed">Decides what becomes of each call.</param>
/// <param name="time">The clock of the history.</param>
internal sealed class UserTable(int seed, TimeProvider time)
{
    private int _calls;

    /// <summary>What was wrong with what it was asked.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>The most keys that a call asked for.</summary>
    public int MostKeys { get; private set; }

    /// <summary>The city of a user, if there is one.</summary>
    public static string? CityOf(string user) => user[^1] is '3' or '8' ? null : $"city-{user[^1] % 3}";

    public async Task<IReadOnlyDictionary<string, string>> Load(IReadOnlyList<string> users, CancellationToken token)
    {
        var call = _calls++;
        MostKeys = Math.Max(MostKeys, users.Count);
        if (users.Count == 0 || users.Distinct().Count() < users.Count)
        {
            Faults.Add($"Call {call} asked for {string.Join(", ", users)}.");
        }

        switch ((call * 13 + seed) % 9)
        {
            case 0:
                throw new InvalidOperationException($"Call {call} at once.");
            case 1:
                await Task.Delay(TimeSpan.FromMilliseconds(5), time, token);
                throw new InvalidOperationException($"Call {call} later.");
            case 2 when call % 4 == 0:
                await Task.Delay(Timeout.InfiniteTimeSpan, time, token);
                break;
            case 3 or 4:
                break;
            default:
                await Task.Delay(TimeSpan.FromMilliseconds((call * 31 + seed) % 40), time, token);
                break;
        }

        return users.Where(user => CityOf(user) is not null).ToDictionary(user => user, user => CityOf(user)!);
    }

    /// <summary>The same for one user.</summary>
    public async Task<string?> LoadOne(string user, CancellationToken token) => (await Load([user], token)).GetValueOrDefault(user);
}
