using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace AkkaStreamProc.Actors.Jobs.Journal;

/// <summary>The journal's binary form: JSON, so that an operator can read what a job has been through with any SQL client.</summary>
internal sealed class JobJournalSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private static readonly Dictionary<string, Type> TypeOf = new[]
    {
        typeof(JobSubmitted), typeof(JobDiscarded), typeof(AttemptStarted), typeof(CheckpointIdsReserved),
        typeof(CheckpointCompleted), typeof(CheckpointChosen), typeof(CheckpointImported), typeof(JobEnded), typeof(JobHistory),
    }.ToDictionary(t => t.Name);

    // Names of states instead of their numbers, which a new state would shift; nothing that follows from the rest.
    private static readonly JsonSerializerOptions Options = new()
    {
        Converters = { new JsonStringEnumConverter() },
        IgnoreReadOnlyProperties = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public override int Identifier => 20260801;

    public override string Manifest(object o) =>
        TypeOf.ContainsKey(o.GetType().Name) ? o.GetType().Name : throw new ArgumentException($"{o.GetType()} is not an event of a job's journal.", nameof(o));

    public override byte[] ToBinary(object obj) => JsonSerializer.SerializeToUtf8Bytes(obj, obj.GetType(), Options);

    public override object FromBinary(byte[] bytes, string manifest) =>
        TypeOf.TryGetValue(manifest, out var type)
            ? JsonSerializer.Deserialize(bytes, type, Options)!
            : throw new ArgumentException($"'{manifest}' is not an event of a job's journal. It was written by another version.", nameof(manifest));
}
