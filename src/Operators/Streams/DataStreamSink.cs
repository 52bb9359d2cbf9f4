using AkkaStreamProc.Operators.Streams;

namespace AkkaStreamProc;

/// <summary>A stream that ends in a sink, and what to do with the records that the system behind it refuses for good.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// A record is refused for good where trying again changes nothing: it is too large, its timestamp is out of bounds, a
/// constraint forbids it, or its serializer throws. An outage is no refusal. Such a record fails the job unless something
/// else is chosen here; it is never part of what the sink has written.
/// </remarks>
public sealed class DataStreamSink<T>
{
    private readonly JobBuilder _job;
    private readonly OperatorDeclaration _declaration;

    internal DataStreamSink(JobBuilder job, OperatorDeclaration declaration)
    {
        _job = job;
        _declaration = declaration;
    }

    internal OperatorDeclaration Declaration => _declaration;

    /// <summary>
    /// The records that the system refused, with the reason. Using it diverts them there. They carry their own timestamps,
    /// but come when the system has answered, so they may be late. Exactly those are diverted whose epoch counts, also
    /// across restarts.
    /// </summary>
    /// <exception cref="StreamProcessingException">The records cannot be kept in a checkpoint, as diverting them needs; says why.</exception>
    public DataStream<FailedRecord<T>> Failed
    {
        get
        {
            OnError(ErrorPolicy.Divert);
            return new DataStream<FailedRecord<T>>(_job, _declaration, _declaration.Definition.FailedOutput);
        }
    }

    /// <summary>Notes that the sink only appends what are changes of rows: an error when the job is built, if rows do change.</summary>
    internal void AppendsChangesOf(OperatorDeclaration rows) => _declaration.AppendsChangesOf = rows;

    /// <summary>
    /// Sets what happens to a record that the system refuses; unless set <see cref="ErrorPolicy.Fail"/>, or
    /// <see cref="ErrorPolicy.Skip"/> where the sink promises nothing (<see cref="DeliveryGuarantee.None"/>).
    /// </summary>
    /// <inheritdoc cref="Failed" path="/exception"/>
    public DataStreamSink<T> OnError(ErrorPolicy policy)
    {
        if (policy == ErrorPolicy.Divert)
        {
            _ = _job.Serializers.Of<T>();
        }

        _declaration.ErrorPolicy = policy;
        return this;
    }
}
