using Microsoft.CodeAnalysis;

namespace AkkaStreamProc.Analyzers;

/// <summary>What is reported, each with a section of the page docs/analyzers.md.</summary>
public static class Rules
{
    private const string Category = "Correctness";
    private const string Page = "docs/analyzers.md";

    /// <summary>The machine's clock or randomness in an operator.</summary>
    public static readonly DiagnosticDescriptor Clock = Rule(
        "ASP1001",
        "An operator reads the machine's clock or a source of randomness",
        "'{0}' in {1} gives another result when the same records are processed again, after a restart or in a test. {2}.");

    /// <summary>A type that cannot be kept in state.</summary>
    public static readonly DiagnosticDescriptor StateType = Rule(
        "ASP1002",
        "The type of a state cannot be kept",
        "'{0}' cannot be kept in state: {1}. {2}.");

    /// <summary>A call that holds the thread of an operator.</summary>
    public static readonly DiagnosticDescriptor BlockingCall = Rule(
        "ASP1003",
        "An operator blocks its thread",
        "'{0}' in {1} holds the thread of the subtask, and checkpoints with it, until it returns. {2}.");

    /// <summary>Event time of a source that has none.</summary>
    public static readonly DiagnosticDescriptor NoWatermarks = Rule(
        "ASP1004",
        "Event time is used of a source without watermarks",
        "'{0}' waits for event time, but the source '{1}' has WatermarkStrategy.None(): nothing comes out before the end of its input. Give the source WatermarkStrategy.BoundedOutOfOrderness(…) or Monotonous(), or use the clock.");

    /// <summary>A captured variable that is changed.</summary>
    public static readonly DiagnosticDescriptor CapturedVariable = Rule(
        "ASP1005",
        "The function of an operator captures a variable that is changed",
        "'{0}' is captured by {1} and changed {2}: all subtasks of the process share it, and a restart loses it. {3}.");

    /// <summary>A key type that has no stable hash.</summary>
    public static readonly DiagnosticDescriptor KeyType = Rule(
        "ASP1006",
        "The type of a key has no stable hash",
        "'{0}' cannot be the type of a key: {1}. {2}.");

    /// <summary>Asynchronous code where nobody waits for it.</summary>
    public static readonly DiagnosticDescriptor AsyncFunction = Rule(
        "ASP1007",
        "Asynchronous code in an operator that does not wait for it",
        "{0}. {1}.");

    private static DiagnosticDescriptor Rule(string id, string title, string message) => new(
        id,
        title,
        message,
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: $"{Page}#{id.ToLowerInvariant()}");
}
