using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc;

/// <summary>What a sink promises about each record when processes die and jobs restart.</summary>
public enum DeliveryGuarantee
{
    /// <summary>A record may be lost or written twice.</summary>
    None,

    /// <summary>Every record is written; after a restart some may be written again.</summary>
    AtLeastOnce,

    /// <summary>Every record becomes visible exactly once, with the completion of its checkpoint.</summary>
    ExactlyOnce,
}
