using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc;

/// <summary>What happens to a record that a source cannot decode. It is counted in every case.</summary>
public enum BadRecordPolicy
{
    /// <summary>The attempt fails with an error that names the split, the position and the reason.</summary>
    Fail,

    /// <summary>The record is left out.</summary>
    Skip,

    /// <summary>The record goes to the stream of bad records, with its bytes and the reason.</summary>
    Divert,
}
