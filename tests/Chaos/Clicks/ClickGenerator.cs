using System.Globalization;

namespace AkkaStreamProc.Chaos.Clicks;

/// <summary>The clicks of one partition, one after the other, from a seed.</summary>
internal sealed class ClickGenerator(int seed, int partition, Disorder disorder)
{
    private const int Users = 100;
    private const int MaxDisorderMs = 4_000;
    private const int MaxStragglingMs = 40_000;
    private const double Stragglers = 0.01;
    private const double BadRecords = 0.002;

    private static readonly string[] Alphabets = ["u", "ü", "用户", "пользователь-"];

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
        var number = _random.Next(Users);
        var user = Alphabets[number % Alphabets.Length] + number;
        return new($$"""{"user_id": "{{Written(user)}}", "url": "{{url}}", "event_time": {{Written(time)}}}""", user, url, time);
    }

    /// <summary>The name as it is, or with escapes: the same name.</summary>
    private string Written(string user) =>
        _random.Next(2) == 0 ? user : string.Concat(user.Select(c => char.IsAscii(c) ? $"{c}" : $"\\u{(int)c:x4}"));

    /// <summary>The time in milliseconds or in ISO 8601, in UTC or elsewhere: the same time.</summary>
    private string Written(long time)
    {
        var utc = DateTimeOffset.FromUnixTimeMilliseconds(time);
        return _random.Next(3) switch
        {
            0 => $"{time}",
            1 => $"\"{utc.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)}\"",
            _ => $"\"{utc.ToOffset(TimeSpan.FromHours(5.5)).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture)}\"",
        };
    }
}
