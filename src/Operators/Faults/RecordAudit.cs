using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Faults;

/// <summary>Finds records that are changed in place after they were emitted, which every other holder of the object would see.</summary>
/// <remarks>
/// <para>
/// A debugging aid: every object is hashed (its public properties and fields, as JSON) when it is emitted, and again before
/// and behind every operator that takes it, when it is emitted once more, and at every checkpoint. Types that can be seen to
/// be immutable are passed over, and so are those that have no form as JSON.
/// </para>
/// <para>One for each job of a process, as objects pass from subtask to subtask. Any thread may call it.</para>
/// </remarks>
internal sealed class RecordAudit
{
    private const string Rule =
        "A record is immutable once it is emitted, for other branches, other records and state may hold the same object. Make another object in place of changing it.";

    private static readonly ConditionalWeakTable<JobGraph, RecordAudit> Audits = [];

    private static readonly JsonSerializerOptions Form = new() { IncludeFields = true, ReferenceHandler = ReferenceHandler.IgnoreCycles };

    private readonly ConditionalWeakTable<object, Emission> _emitted = [];
    private readonly ConcurrentDictionary<Type, bool> _formless = [];

    /// <summary>The audit of a job in this process.</summary>
    public static RecordAudit Of(JobGraph graph) => Audits.GetValue(graph, static _ => new RecordAudit());

    /// <summary>The objects of a batch that somebody could change.</summary>
    public static IReadOnlyList<object> ObjectsOf<T>(RecordBatch<T> batch)
    {
        var objects = new List<object>();
        if (!StateTypes.IsImmutable(typeof(T)))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                Gather(batch.Values[i], objects);
            }
        }

        return objects;
    }

    /// <summary>An operator emits objects.</summary>
    /// <exception cref="StreamProcessingException">One was emitted before and was changed since.</exception>
    public void Emit(IReadOnlyList<object> objects, string operatorName)
    {
        foreach (var emitted in objects)
        {
            if (Fingerprint(emitted) is not { } fingerprint)
            {
                continue;
            }

            var first = _emitted.GetValue(emitted, _ => new Emission(fingerprint, operatorName));
            if (first.Fingerprint != fingerprint)
            {
                throw Changed($"The operator '{operatorName}' emits", emitted, first, "and that was changed in place since, by this operator or by one that got it before");
            }
        }
    }

    /// <summary>Looks whether emitted objects are as they were.</summary>
    /// <param name="objects">The objects.</param>
    /// <param name="operatorName">The operator that has just had them, or is about to get them.</param>
    /// <param name="hasHadThem">Which of the two.</param>
    /// <exception cref="StreamProcessingException">One was changed.</exception>
    public void Verify(IReadOnlyList<object> objects, string operatorName, bool hasHadThem)
    {
        foreach (var emitted in objects)
        {
            if (_emitted.TryGetValue(emitted, out var first) && Fingerprint(emitted) is { } fingerprint && fingerprint != first.Fingerprint)
            {
                throw hasHadThem
                    ? Changed($"The operator '{operatorName}' changed in place", emitted, first, "")
                    : Changed($"Before the operator '{operatorName}' got", emitted, first, "it was changed in place by another operator that has it as well");
            }
        }
    }

    private static StreamProcessingException Changed(string what, object emitted, Emission first, string how) => new(
        $"{what} a record that the operator '{first.OperatorName}' had emitted{(how.Length > 0 ? ", " + how : "")}: «{RecordText.Short(emitted)}» ({TypeNames.Of(emitted.GetType())}). {Rule}");

    /// <summary>A record itself, or what a record that is a struct holds.</summary>
    private static void Gather(object? value, List<object> objects)
    {
        if (value is null || StateTypes.IsImmutable(value.GetType()))
        {
            return;
        }

        if (!value.GetType().IsValueType)
        {
            objects.Add(value);
            return;
        }

        foreach (var field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            Gather(field.GetValue(value), objects);
        }
    }

    private ulong? Fingerprint(object value)
    {
        var type = value.GetType();
        if (_formless.ContainsKey(type))
        {
            return null;
        }

        try
        {
            return XxHash3.HashToUInt64(JsonSerializer.SerializeToUtf8Bytes(value, type, Form));
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or JsonException or TargetInvocationException)
        {
            _formless.TryAdd(type, true);
            return null;
        }
    }

    private sealed record Emission(ulong Fingerprint, string OperatorName);
}
