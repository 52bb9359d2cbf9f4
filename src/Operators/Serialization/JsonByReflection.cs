using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AkkaStreamProc;

/// <summary>The metadata of a type for those who do not have it generated.</summary>
internal static class JsonByReflection
{
    private static readonly JsonSerializerOptions Preset = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static JsonTypeInfo<T> TypeInfo<T>(JsonSerializerOptions? options)
    {
        options ??= Preset;
        options.MakeReadOnly(populateMissingResolver: true);
        return (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
    }
}
