namespace AkkaStreamProc.Connectors.Akka;

/// <summary>When an <see cref="ActorSource{T}"/> answers the sender of a record.</summary>
public enum ActorSourceAcknowledgement
{
    /// <summary>
    /// When the record is in the buffer of the ingress. The record outlives attempts of the job but not the process.
    /// </summary>
    OnAcceptance,

    /// <summary>
    /// When a checkpoint that contains the record is complete. With a sender that sends again what was not
    /// acknowledged, no record is ever lost; one may be processed twice.
    /// </summary>
    OnCheckpoint,
}
