using System.Reflection;

namespace AkkaStreamProc.Architecture.Tests;

/// <summary>One assembly of the product and what it may use.</summary>
/// <param name="Name">The assembly.</param>
/// <param name="MayUse">The names, or beginnings of names ending in a star, of the other assemblies it may refer to besides .NET itself.</param>
public sealed record Layer(string Name, params string[] MayUse)
{
    private const string Product = "AkkaStreamProc.";

    /// <summary>The table of layers: every arrow that is allowed.</summary>
    public static IReadOnlyList<Layer> All { get; } =
    [
        // Functions have a logger in their context; where it writes is the affair of whoever runs them.
        new("Operators", "Microsoft.Extensions.Logging.Abstractions"),
        // LanguageExt.Core stands in signatures of Akka.Persistence.Sql and comes with it.
        new("Actors", "AkkaStreamProc.Operators", "Akka", "Akka.*", "LanguageExt.Core", "Microsoft.Extensions.*", "Microsoft.Data.Sqlite"),
        new("Connectors.Akka", "AkkaStreamProc.Operators", "AkkaStreamProc.Actors", "Akka", "Akka.*"),
        new("Connectors.Files", "AkkaStreamProc.Operators"),
        new("Connectors.Kafka", "AkkaStreamProc.Operators", "Confluent.Kafka", "K4os.Compression.LZ4"),
        new("Connectors.Kafka.Embedded"),
        new("TestKit", "AkkaStreamProc.Operators", "AkkaStreamProc.Actors", "Akka", "Akka.*", "Microsoft.Extensions.*", "xunit.*"),
    ];

    public Assembly Assembly => Assembly.Load(Product + Name);

    public bool Allows(string reference) =>
        IsPartOfDotNet(reference)
        || MayUse.Any(allowed => allowed.EndsWith('*') ? reference.StartsWith(allowed[..^1], StringComparison.Ordinal) : reference == allowed);

    public override string ToString() => Name;

    private static bool IsPartOfDotNet(string reference) =>
        reference is "netstandard" or "mscorlib" or "Microsoft.CSharp" || reference == "System" || reference.StartsWith("System.", StringComparison.Ordinal);
}
