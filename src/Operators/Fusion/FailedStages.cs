using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;

namespace AkkaStreamProc.Operators.Fusion;

/// <summary>Deals with the records for which a stage of a fused run threw.</summary>
/// <param name="context">The operator.</param>
/// <param name="stages">The names of the stages; empty for those that pass records on as they are.</param>
/// <remarks>A stage that skips or diverts begins a run, so the policy of the run is that of its first stage; all others fail.</remarks>
internal sealed class FailedStages<T>(OperatorContext context, IReadOnlyList<string> stages)
{
    private readonly FailedRecords<T> _first = new(context, context.ErrorPolicy);

    public OutputPort Output => _first.Output;

    /// <summary>Takes the record at hand.</summary>
    /// <exception cref="UserFunctionException">The policy of the stage is to fail.</exception>
    public void Take(RecordBatch<T> batch, LoopProgress progress, Exception cause)
    {
        var (record, timestamp) = (batch.Values[progress.Index], batch.Timestamps[progress.Index]);
        if (progress.Stage == 0)
        {
            _first.Take(record, timestamp, null, stages[0], cause);
        }
        else
        {
            var text = $"the record «{RecordText.Short(record)}»";
            string[] before = [.. stages.Take(progress.Stage).Where(name => name.Length > 0)];
            throw new UserFunctionException(
                stages[progress.Stage],
                before.Length == 0 ? text : $"what '{string.Join("' and '", before)}' made of {text}",
                null,
                context.PositionOf(),
                cause);
        }
    }

    /// <summary>Emits what was diverted.</summary>
    public void Flush() => _first.Flush();

    /// <summary>The stage at hand in words; any thread may ask.</summary>
    public string? Describe(LoopProgress progress)
    {
        var stage = Volatile.Read(ref progress.Stage);
        return stages.Count > 1 && stage < stages.Count ? $"stage '{stages[stage]}'" : null;
    }
}
