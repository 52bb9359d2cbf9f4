namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>What stands at the front of some bytes of a file.</summary>
internal enum ScanOutcome
{
    /// <summary>The record does not end in these bytes; more are needed to tell.</summary>
    Incomplete,

    /// <summary>A whole record.</summary>
    Record,

    /// <summary>A line without content, which is not a record.</summary>
    Blank,

    /// <summary>A line that breaks the rules of the format.</summary>
    Malformed,

    /// <summary>A record that is longer than allowed, whether or not its end is in sight.</summary>
    TooLong,

    /// <summary>Nothing: what is in the file has been read, except for a line that is still being written.</summary>
    None,
}
