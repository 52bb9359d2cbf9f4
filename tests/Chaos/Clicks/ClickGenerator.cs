namespace AkkaStreamProc.Chaos.Clicks;

/// <summary>The clicks of one partition, one after the other, from a seed.</summary>
internal sealed class ClickGenerator(int seed, int partition, Disorder disorder)
{
    private const int Users = 100;
    private const int MaxDisorderMs = 4_000;
    private const int MaxStragglingMs = 40_000;
    private const double Stragglers = 0.01;
    private const double BadRecords = 0.002;

    private readonly Random _random = new(HashCode.Combine(seed, partition));
    private long _now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private long _number;

    /// <summary>How far clicks come behind later ones, unless they straggle.</summary>
    public static TimeSpan OutOfOrderness => TimeSpan.FromMilliseconds(MaxDisorderMs);

    public GeneratedClick Next()
    {
        _now += _random.Next(20);
        var url = $"/{partition}/{_number++}";
        if (_random.NextDouble() < BadRecords)
        {
            return new($$"""{"user_id": "u1", "url": "{{url}}", "event_time": """, null, url, 0);
        }

        var isStraggler = disorder == Disorder.WithStragglers && _random.NextDouble() < Stragglers;
        var time = _now - (isStraggler ? _random.Next(MaxDisorderMs, MaxStragglingMs) : _random.Next(MaxDisorderMs));
        var user = $"u{_random.Next(Users)}";
        return new($$"""{"user_id": "{{user}}", "url": "{{url}}", "event_time": {{time}}}""", user, url, time);
    }
}
