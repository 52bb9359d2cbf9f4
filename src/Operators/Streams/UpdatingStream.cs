using AkkaStreamProc.Operators.Changelogs;
using AkkaStreamProc.Operators.Streams;

namespace AkkaStreamProc;

/// <summary>The table that an operator keeps, and what to do with the records that the operator cannot process.</summary>
/// <typeparam name="TIn">The type of the records, or of the rows, that the operator takes.</typeparam>
/// <typeparam name="TKey">The type of the key of the table.</typeparam>
/// <typeparam name="T">The type of its rows.</typeparam>
public sealed class UpdatingStream<TIn, TKey, T> : ChangeStream<TKey, T>
    where TKey : notnull
{
    private readonly bool _takesChanges;

    internal UpdatingStream(DataStream<Row<TKey, T>> rows, bool takesChanges)
        : base(rows, rows.Declaration) => _takesChanges = takesChanges;

    /// <summary>
    /// The records that the operator could not process, with the reason. Using it diverts them there. They are part of the flow that
    /// checkpoints cover, so each comes exactly once; the table goes on without them.
    /// </summary>
    /// <inheritdoc cref="OnError" path="/exception"/>
    public DataStream<FailedRecord<TIn>> Failed
    {
        get
        {
            OnError(ErrorPolicy.Divert);
            return new DataStream<FailedRecord<TIn>>(Rows.Job, Maker, Maker.Definition.FailedOutput);
        }
    }

    /// <summary>Sets what happens to a record that the operator cannot process; <see cref="ErrorPolicy.Fail"/> unless set.</summary>
    /// <exception cref="StreamProcessingException">The operator takes changes: a row that it left out would be taken back later.</exception>
    public UpdatingStream<TIn, TKey, T> OnError(ErrorPolicy policy)
    {
        if (_takesChanges && policy != ErrorPolicy.Fail)
        {
            throw new StreamProcessingException(
                $"The operator '{Maker.Name}' takes changes of rows, so it cannot leave out one for which a function throws: it would be taken back later. Leave such rows out before (Where), or let the function return something for them.");
        }

        Maker.ErrorPolicy = policy;
        return this;
    }
}
