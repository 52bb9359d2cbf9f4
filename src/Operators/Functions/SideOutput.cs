using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Operators.Functions;

/// <summary>A side output of a function in one subtask.</summary>
internal abstract class SideOutput
{
    public abstract OutputPort Port { get; }

    /// <inheritdoc cref="Emitter{T}.Mark"/>
    public abstract void Mark();

    /// <inheritdoc cref="Emitter{T}.TakeBack"/>
    public abstract void TakeBack();

    /// <inheritdoc cref="Emitter{T}.EmitFull"/>
    public abstract void EmitFull();

    /// <inheritdoc cref="Emitter{T}.Flush"/>
    public abstract void Flush();
}

/// <inheritdoc/>
/// <typeparam name="T">The type of its records.</typeparam>
internal sealed class SideOutput<T> : SideOutput
{
    private readonly OutputPort<T> _output = new();
    private readonly Emitter<T> _records;

    public SideOutput(OutputTag<T> tag, OperatorContext context)
    {
        Tag = tag;
        _records = new Emitter<T>(_output, new OperatorCounters(), context.CarriesTime) { HoldsFull = true };
    }

    public OutputTag<T> Tag { get; }

    public override OutputPort Port => _output;

    public void Emit(T value, long timestamp, long watermark) => _records.Append(value, timestamp, watermark);

    public override void Mark() => _records.Mark();

    public override void TakeBack() => _records.TakeBack();

    public override void EmitFull() => _records.EmitFull();

    public override void Flush() => _records.Flush();
}
