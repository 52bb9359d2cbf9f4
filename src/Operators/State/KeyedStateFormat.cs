using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.State;

/// <summary>How the keys and values of one state are written, and what it is called where one cannot be.</summary>
internal sealed class KeyedStateFormat<TKey, TValue>(
    string operatorName, string stateName, StateSerializer<TKey> keys, StateSerializer<TValue> values)
    where TKey : notnull
{
    public string OperatorName => operatorName;

    public string StateName => stateName;

    public string KeySchema => keys.Schema;

    public string ValueSchema => values.Schema;

    /// <summary>Whether <see cref="Check"/> can find anything.</summary>
    public bool NeedsCheck => values.NeedsCheck;

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

    public TValue ReadValue(SnapshotReader reader) => values.Read(reader);

    private StreamProcessingException Refused(string role, TKey key, StateValueException refusal) =>
        new($"The operator '{operatorName}' cannot keep a {role} of its state '{stateName}' for the key '{key}': {refusal.Message}.", refusal);
}
