using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink;

/// <summary>Passes on which records are refused for good, as the policy of the sink says.</summary>
internal sealed class Refusals<T>(KafkaSinkOptions<T> options, ISubtaskContext context)
{
    private const int ShownText = 200;

    private long _count;

    /// <summary>Whether records are wanted back that the brokers refuse, so that they are kept until the brokers have answered.</summary>
    public bool WantsRecords => context.ErrorPolicy == ErrorPolicy.Divert;

    /// <summary>The brokers refuse a record of which only the encoded form is known.</summary>
    public void Report(Suspect refused) => Report(new RefusedRecord<T>(default, refused.Reason) { Encoded = refused.Value }, $"{refused.Value.Length} encoded bytes");

    /// <summary>The brokers refuse a record, or need not be shown it.</summary>
    public void Report(T record, long timestamp, string reason, Exception? cause = null, byte[]? encoded = null) =>
        Report(new RefusedRecord<T>(record, reason) { Timestamp = timestamp, Cause = cause, Encoded = encoded ?? [] }, TextOf(record));

    private void Report(RefusedRecord<T> refused, string text)
    {
        if (context.ErrorPolicy == ErrorPolicy.Fail)
        {
            // At once: nothing may be settled without a record that was promised.
            throw new RecordRefusedException(context.OperatorName, text, $"{refused.Reason} (topic '{options.Topic}' at {options.Bootstrap})");
        }

        context.Refuse(refused);
        if (IsPowerOfTen(++_count))
        {
            context.Notify(KafkaNotices.RecordsRefused.With(
                $"{(_count == 1 ? "A record is" : $"{_count} records are")} refused for good and not in the topic '{options.Topic}' at {options.Bootstrap}: «{text}». {refused.Reason}"));
        }
    }

    private static bool IsPowerOfTen(long number)
    {
        while (number % 10 == 0)
        {
            number /= 10;
        }

        return number == 1;
    }

    private static string TextOf(T record)
    {
        string text;
        try
        {
            text = record?.ToString() ?? "null";
        }
        catch (Exception e)
        {
            text = $"a {typeof(T).Name} that cannot be shown ({e.GetType().Name})";
        }

        return text.Length <= ShownText ? text : $"{text.AsSpan(0, ShownText)}…";
    }
}
