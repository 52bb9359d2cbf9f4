using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Evolution;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.State;

/// <summary>How the keys and values of one state are written, and what it is called where one cannot be.</summary>
/// <param name="operatorName">The operator.</param>
/// <param name="stateName">The state.</param>
/// <param name="keys">How keys are written.</param>
/// <param name="values">How values are written.</param>
/// <param name="serializers">Those of the job; without them it is one that has none of its own.</param>
internal sealed class KeyedStateFormat<TKey, TValue>(
    string operatorName, string stateName, StateSerializer<TKey> keys, StateSerializer<TValue> values, StateSerializers? serializers = null)
    where TKey : notnull
{
    private (string Keys, string Values, KeyedStateFormat<TKey, TValue> Format)? _written;
    private SnapshotHeader? _header;

    /// <summary>Settles a value that was read, before anything else has it; nothing does unless it is set.</summary>
    public Action<TValue>? Settle { get; init; }

    public string OperatorName => operatorName;

    public string StateName => stateName;

    public string KeySchema => keys.Schema;

    public string ValueSchema => values.Schema;

    /// <summary>Whether <see cref="Check"/> can find anything.</summary>
    public bool NeedsCheck => values.NeedsCheck;

    /// <summary>The same for what was written by schemas of an earlier version of the job.</summary>
    /// <param name="keySchema">The schema of the keys, whose types may have other names now and nothing else.</param>
    /// <param name="valueSchema">The schema of the values.</param>
    /// <param name="header">The snapshot, for the error.</param>
    /// <exception cref="SnapshotException">It cannot be read; names the operator, the state and the difference.</exception>
    public KeyedStateFormat<TKey, TValue> AsWritten(string keySchema, string valueSchema, SnapshotHeader header)
    {
        if (_written is { } known && known.Keys == keySchema && known.Values == valueSchema)
        {
            return known.Format;
        }

        var format = new KeyedStateFormat<TKey, TValue>(
            operatorName, stateName, Reading("key", keys, keySchema, Permitted.Names, header), Reading("value", values, valueSchema, Permitted.All, header), serializers)
        {
            _header = header,
            Settle = Settle,
        };
        _written = (keySchema, valueSchema, format);
        return format;
    }

    /// <summary>The same state by values that stand for those that are written.</summary>
    /// <param name="stand">Writes what they stand for.</param>
    public KeyedStateFormat<TKey, TOther> As<TOther>(Func<StateSerializer<TValue>, StateSerializer<TOther>> stand) =>
        new(operatorName, stateName, keys, stand(values), serializers);

    /// <summary>Refuses a value that could not be written, as far as that can be told without looking at the elements of collections.</summary>
    /// <exception cref="StreamProcessingException">The value cannot be kept; names operator, state, key and the place in the value.</exception>
    public void Check(TKey key, TValue value)
    {
        try
        {
            values.Check(value);
        }
        catch (StateValueException refusal)
        {
            throw Refused("value", key, refusal);
        }
    }

    /// <inheritdoc cref="Check" path="/exception"/>
    public void WriteKey(SnapshotWriter writer, TKey key)
    {
        try
        {
            keys.Write(writer, key);
        }
        catch (StateValueException refusal)
        {
            throw Refused("key", key, refusal);
        }
    }

    /// <inheritdoc cref="Check" path="/exception"/>
    public void WriteValue(SnapshotWriter writer, TKey key, in TValue value)
    {
        try
        {
            values.Write(writer, value);
        }
        catch (StateValueException refusal)
        {
            throw Refused("value", key, refusal);
        }
    }

    public TKey ReadKey(SnapshotReader reader) => keys.Read(reader);

    /// <summary>Reads a key of a key group, which its hash must lead to still. Only of what was written (<see cref="AsWritten"/>).</summary>
    /// <param name="reader">Stands before it.</param>
    /// <param name="keyGroup">The key group it was found in.</param>
    /// <param name="hash">Its hash.</param>
    /// <exception cref="SnapshotException">The hash is another one now: nobody would find the key again.</exception>
    public TKey ReadKey(SnapshotReader reader, int keyGroup, out ulong hash)
    {
        var key = keys.Read(reader);
        hash = KeyHash<TKey>.Of(key);
        return KeyGroups.Of(hash, _header!.MaxParallelism) == keyGroup
            ? key
            : throw new SnapshotException(
                $"The state '{stateName}' of operator '{operatorName}' does not fit {_header}: the key '{key}' had another hash when it was written, so that its state would never be found again. "
                + $"The members of {typeof(TKey)} have another order, or its {nameof(IStableHash)} computes something else. Bring the old one back, or give the state a new name and drop the old one by name.");
    }

    public TValue ReadValue(SnapshotReader reader)
    {
        var value = values.Read(reader);
        Settle?.Invoke(value);
        return value;
    }

    private StateSerializer<T> Reading<T>(string role, StateSerializer<T> now, string schema, Permitted permitted, SnapshotHeader header) =>
        (serializers ?? StateSerializers.Default).Restoring(now, schema, $"The state '{stateName}' of operator '{operatorName}' does not fit {header}: its {role}", permitted);

    private StreamProcessingException Refused(string role, TKey key, StateValueException refusal) =>
        new($"The operator '{operatorName}' cannot keep a {role} of its state '{stateName}' for the key '{key}': {refusal.Message}.", refusal);
}
