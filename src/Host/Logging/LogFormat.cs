namespace AkkaStreamProc.Host.Logging;

/// <summary>How a log line is written.</summary>
internal enum LogFormat
{
    /// <summary>For people: time, level, source, message.</summary>
    Text,

    /// <summary>For machines: one JSON object.</summary>
    Json,
}
