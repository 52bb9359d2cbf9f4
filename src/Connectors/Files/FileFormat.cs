namespace AkkaStreamProc.Connectors.Files;

/// <summary>How the records stand in a file.</summary>
public enum FileFormat
{
    /// <summary>One JSON value on each line (https://jsonlines.org). Lines end with LF or CRLF.</summary>
    JsonLines,

    /// <summary>
    /// Comma-separated values after RFC 4180 with a header row. Each row is given to the deserializer as a JSON object
    /// whose properties are named by the header and whose values are all JSON strings, so numbers need
    /// <c>JsonNumberHandling.AllowReadingFromString</c>.
    /// </summary>
    Csv,
}
