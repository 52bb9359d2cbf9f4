using AkkaStreamProc.Connectors.Kafka.Internal.Native;
using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink.Transactions;

/// <summary>What came of a call of the transaction API.</summary>
/// <param name="Code">The error, or none.</param>
/// <param name="Reason">Its text.</param>
/// <param name="IsRetriable">Whether the same call may be made again.</param>
/// <param name="IsFatal">Whether the client is of no use any more.</param>
internal readonly record struct TransactionCall(ErrorCode Code, string Reason, bool IsRetriable, bool IsFatal)
{
    public bool IsDone => Code == ErrorCode.NoError;

    /// <summary>Takes what a call returned, and destroys it.</summary>
    public static unsafe TransactionCall Of(nint error)
    {
        if (error == 0)
        {
            return default;
        }

        var result = new TransactionCall(
            LibRdKafka.rd_kafka_error_code(error),
            NativeText.Read(LibRdKafka.rd_kafka_error_string(error)),
            LibRdKafka.rd_kafka_error_is_retriable(error) != 0,
            LibRdKafka.rd_kafka_error_is_fatal(error) != 0);
        LibRdKafka.rd_kafka_error_destroy(error);
        return result;
    }
}
