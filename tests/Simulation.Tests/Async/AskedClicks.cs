namespace AkkaStreamProc.Simulation.Tests.Async;

/// <summary>A service outside that answers for clicks after a while, and sometimes fails or never answers; it outlives crashes.</summary>
/// <param name="seed">Decides what becomes of each click.</param>
/// <param name="time">The clock of the history.</param>
internal sealed class AskedClicks(int seed, TimeProvider time)
{
    private readonly Dictionary<int, int> _attempts = [];

    /// <summary>How often it was asked.</summary>
    public int Asked { get; private set; }

    /// <summary>Whether the service refuses a click however often it is asked.</summary>
    public static bool Refuses(Click click) => click.Number % 11 == 5;

    /// <summary>Whether the service never answers for a click.</summary>
    public static bool IsMute(Click click) => click.Number % 17 == 3;

    public async Task<Click> Ask(Click click, CancellationToken token)
    {
        Asked++;
        var attempt = _attempts[click.Number] = _attempts.GetValueOrDefault(click.Number) + 1;
        if ((click.Number + seed) % 7 == 0 && attempt % 3 == 1)
        {
            throw new InvalidOperationException($"{click.Number} at once.");
        }

        var delay = (click.Number * 31 + attempt * 17 + seed) % 40;
        if (delay > 10)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(delay), time, token);
        }

        return (click.Number + seed) % 5 == 0 && attempt % 2 == 1 ? throw new InvalidOperationException($"{click.Number} later.") : click;
    }

    /// <summary>The same, where some clicks have no answer for good.</summary>
    public async Task<Click> AskAny(Click click, CancellationToken token)
    {
        if (Refuses(click))
        {
            throw new InvalidDataException($"{click.Number} is refused.");
        }

        if (IsMute(click))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, token);
        }

        return await Ask(click, token);
    }
}
