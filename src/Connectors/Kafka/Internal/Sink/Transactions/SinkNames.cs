using System.Globalization;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink.Transactions;

/// <summary>The names of a sink at the brokers: <c>job.operator.subtask</c>, and for transactions a number behind it.</summary>
/// <remarks>A dot within a name is written <c>%2E</c>, so that different sinks never have equal names.</remarks>
internal sealed class SinkNames(string jobName, string operatorName)
{
    /// <summary>Epochs alternate between these two; the third settles epochs whose transaction is gone.</summary>
    public const int Alternating = 2;

    /// <summary>The number of the transactional id that settles.</summary>
    public const int Settling = 2;

    /// <summary>How many transactional ids a subtask has.</summary>
    public const int Ids = 3;

    /// <summary>What all its names begin with, and no name of another sink.</summary>
    public string Prefix { get; } = $"{Escape(jobName)}.{Escape(operatorName)}.";

    /// <summary>The group under which the marker of a subtask stands.</summary>
    public string Group(int subtask) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{subtask}");

    public string TransactionalId(int subtask, int number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{subtask}.{number}");

    private static string Escape(string name) =>
        name.Replace("%", "%25", StringComparison.Ordinal).Replace(".", "%2E", StringComparison.Ordinal);
}
