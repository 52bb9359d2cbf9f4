using AkkaStreamProc.Operators.Jobs;

namespace AkkaStreamProc;

/// <summary>What values a <see cref="JobOption"/> takes.</summary>
public enum JobOptionKind
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A length of time: <c>500ms</c>, <c>5s</c>, <c>10m</c>, <c>1h</c>, <c>2d</c>, or <c>hh:mm:ss</c>.</summary>
    Duration,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>Present or not.</summary>
    Flag,
}
