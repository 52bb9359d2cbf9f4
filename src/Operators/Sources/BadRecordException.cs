using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc;

/// <summary>A record could not be decoded and the source's policy is <see cref="ErrorPolicy.Fail"/>.</summary>
public sealed class BadRecordException(string operatorName, BadRecord record)
    : StreamProcessingException(
        $"The source '{operatorName}' read a record it cannot take: {record.Split} at {record.Position}: {record.Reason}. " +
        "Mend the record, or let the source skip or divert bad records.")
{
    /// <summary>The record.</summary>
    public BadRecord Record { get; } = record;
}
