using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Shared;

namespace AkkaStreamProc;

/// <summary>The system behind a sink refuses a record for good, and the policy of the sink is <see cref="ErrorPolicy.Fail"/>.</summary>
public sealed class RecordRefusedException(string operatorName, string record, string reason)
    : StreamProcessingException(
        $"The system behind the sink '{operatorName}' refuses the record «{record}» for good: {Sentence.Of(reason)} " +
        "Mend the record or the system, or let the sink skip or divert such records (OnError).");
