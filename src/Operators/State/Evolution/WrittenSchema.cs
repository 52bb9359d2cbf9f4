namespace AkkaStreamProc.Operators.State.Evolution;

/// <summary>A schema (<see cref="Serialization.StateSchema"/>), taken apart.</summary>
internal sealed class WrittenSchema
{
    private readonly Dictionary<string, WrittenDefinition> _definitions;

    private WrittenSchema(WrittenType root, Dictionary<string, WrittenDefinition> definitions) => (Root, _definitions) = (root, definitions);

    /// <summary>The type of the values.</summary>
    public WrittenType Root { get; }

    /// <summary>What it says of a type, or <see langword="null"/> where the name says all.</summary>
    public WrittenDefinition? DefinitionOf(WrittenType type) => _definitions.GetValueOrDefault(type.Text);

    public static WrittenSchema Parse(string text)
    {
        var parts = text.Split("; ");
        return new WrittenSchema(
            new WrittenType(parts[0]),
            parts.Skip(1).Select(p => p.Split(" = ", 2)).GroupBy(p => p[0]).ToDictionary(p => p.Key, p => new WrittenDefinition(p.First()[^1])));
    }
}
