namespace AkkaStreamProc;

/// <summary>What happens to a record that an operator cannot process, or that the system behind a sink refuses for good.</summary>
/// <remarks>The record is counted in every case. It may change between two starts of a job.</remarks>
public enum ErrorPolicy
{
    /// <summary>The attempt fails with an error that names the operator, the record and the reason. The default.</summary>
    Fail,

    /// <summary>The record is left out, and counted.</summary>
    Skip,

    /// <summary>The record goes to the stream of failed records with the reason, and is counted.</summary>
    Divert,
}
