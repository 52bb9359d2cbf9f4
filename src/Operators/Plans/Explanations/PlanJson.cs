using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AkkaStreamProc.Operators.Plans.Explanations;

/// <summary>Writes a plan for programs, and reads it again.</summary>
internal static class PlanJson
{
    // Names of kinds instead of their numbers, which a new kind would shift; nothing that follows from the rest.
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(ExecutionPlan plan) => JsonSerializer.Serialize(plan, Options);

    public static ExecutionPlan Read(string json) => JsonSerializer.Deserialize<ExecutionPlan>(json, Options)!;
}
