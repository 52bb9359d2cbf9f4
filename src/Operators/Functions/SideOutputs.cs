using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Operators.Functions;

/// <summary>The side outputs of a function that something is connected to.</summary>
internal sealed class SideOutputs(IReadOnlyList<OutputTag> tags, OperatorContext context)
{
    private readonly SideOutput[] _outputs = [.. tags.Select(tag => tag.Open(context))];

    public IEnumerable<OutputPort> Ports => _outputs.Select(output => output.Port);

    /// <summary>Emits to an output; what nobody uses goes nowhere.</summary>
    /// <param name="tag">The output.</param>
    /// <param name="value">The record.</param>
    /// <param name="timestamp">Its timestamp.</param>
    /// <param name="watermark">How far event time is.</param>
    public void Emit<T>(OutputTag<T> tag, T value, long timestamp, long watermark)
    {
        foreach (var output in _outputs)
        {
            if (output is SideOutput<T> side && (ReferenceEquals(side.Tag, tag) || side.Tag == tag))
            {
                side.Emit(value, timestamp, watermark);
                return;
            }
        }
    }

    /// <summary>A call begins whose output may be taken back.</summary>
    public void Mark() => Array.ForEach(_outputs, static output => output.Mark());

    /// <summary>Discards what was emitted since <see cref="Mark"/>.</summary>
    public void TakeBack() => Array.ForEach(_outputs, static output => output.TakeBack());

    /// <summary>Emits the full batches that were kept.</summary>
    public void EmitFull() => Array.ForEach(_outputs, static output => output.EmitFull());

    /// <summary>Emits what is gathered.</summary>
    public void Flush() => Array.ForEach(_outputs, static output => output.Flush());
}
