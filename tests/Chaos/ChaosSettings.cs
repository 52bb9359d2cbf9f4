using System.Globalization;

namespace AkkaStreamProc.Chaos;

/// <summary>What the environment may decide: <c>CHAOS_SEED</c>, <c>CHAOS_KILLS</c>, <c>CHAOS_OUTAGE_SECONDS</c>, <c>CHAOS_LINES</c>, and brokers to work against.</summary>
internal static class ChaosSettings
{
    /// <summary>What all random choices come from; another one in every run unless it is set.</summary>
    public static int Seed { get; } = Number("CHAOS_SEED") ?? Random.Shared.Next(1_000_000);

    /// <summary>How long the broker is away.</summary>
    public static TimeSpan Outage { get; } = TimeSpan.FromSeconds(Number("CHAOS_OUTAGE_SECONDS") ?? 6);

    /// <summary>How many lines the large log has.</summary>
    public static int Lines { get; } = Number("CHAOS_LINES") ?? 200_000;

    /// <summary>How often a test kills; the environment decides for all of them.</summary>
    public static int Kills(int unlessSet) => Number("CHAOS_KILLS") ?? unlessSet;

    /// <summary>
    /// Brokers that may be disturbed: <c>KAFKA_BOOTSTRAP</c>, and the commands <c>KAFKA_OUTAGE_BEGINS</c> and <c>KAFKA_OUTAGE_ENDS</c>,
    /// which take one of them away and bring it back. <see langword="null"/> where any of the three is not set.
    /// </summary>
    public static (string Bootstrap, string OutageBegins, string OutageEnds)? GivenBrokers { get; } =
        Text("KAFKA_BOOTSTRAP") is { } bootstrap && Text("KAFKA_OUTAGE_BEGINS") is { } begins && Text("KAFKA_OUTAGE_ENDS") is { } ends ? (bootstrap, begins, ends) : null;

    private static string? Text(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? text : null;

    private static int? Number(string variable) =>
        Text(variable) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
