using System.Text.Json.Serialization;

namespace AkkaStreamProc.Examples.SequenceCheck;

/// <summary>How the records stand in the topics: <c>{"key":7,"sequence":12}</c>, and <c>"count"</c> in the output.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SequencedRecord))]
[JsonSerializable(typeof(CountedRecord))]
internal sealed partial class SequenceJson : JsonSerializerContext;
