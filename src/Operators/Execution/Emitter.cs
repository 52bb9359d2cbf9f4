using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Execution;

/// <summary>Gathers single records into batches for an output and counts them.</summary>
/// <param name="output">Where the batches go.</param>
/// <param name="counters">Where the records are counted.</param>
/// <param name="carriesTime">Whether the batches say how far event time is before each record.</param>
internal sealed class Emitter<T>(OutputPort<T> output, OperatorCounters counters, bool carriesTime = false)
{
    private RecordBatch<T>? _batch;
    private List<RecordBatch<T>>? _full;
    private int _markedFull;
    private int _markedCount;

    /// <summary>Whether full batches are kept until <see cref="EmitFull"/>, as the output of a call must be that may throw.</summary>
    public bool HoldsFull { get; init; }

    /// <summary>Whether full batches wait for <see cref="EmitFull"/>.</summary>
    public bool HasFull => _full is { Count: > 0 };

    /// <summary>The event time that records are emitted with: none that is not late has a timestamp at or before it.</summary>
    public long Watermark { get; private set; } = Watermarks.Min;

    /// <summary>What the records mean for a row that are appended from now on.</summary>
    public RowKind Kind { private get; set; }

    /// <summary>Event time has come this far, or was there already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RaiseWatermark(long watermark) => Watermark = Math.Max(Watermark, watermark);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(T value, long timestamp)
    {
        var batch = _batch ?? Begin();
        if (carriesTime || Kind != RowKind.Insert)
        {
            batch = SetColumns(batch);
        }

        batch.Append(value, timestamp);
        if (batch.IsFull)
        {
            OnFull();
        }
    }

    /// <summary>Raises the watermark and appends behind it.</summary>
    public void Append(T value, long timestamp, long watermark)
    {
        RaiseWatermark(watermark);
        Append(value, timestamp);
    }

    /// <summary>A call begins whose output may be taken back.</summary>
    public void Mark()
    {
        _markedFull = _full?.Count ?? 0;
        _markedCount = _batch?.Count ?? 0;
    }

    /// <summary>Discards what was appended since <see cref="Mark"/>. Nothing may have been emitted since.</summary>
    public void TakeBack()
    {
        if (_full is { } full && full.Count > _markedFull)
        {
            _batch?.Return();
            _batch = full[_markedFull];
            foreach (var later in full.Skip(_markedFull + 1))
            {
                later.Return();
            }

            full.RemoveRange(_markedFull, full.Count - _markedFull);
        }

        _batch?.Truncate(_markedCount);
    }

    /// <summary>Emits the full batches that were kept.</summary>
    public void EmitFull()
    {
        if (_full is { Count: > 0 } full)
        {
            _full = null;
            foreach (var batch in full)
            {
                counters.Out += batch.Count;
                output.Emit(batch);
            }

            full.Clear();
            _full = full;
        }
    }

    /// <summary>Emits what is gathered.</summary>
    public void Flush()
    {
        EmitFull();
        if (_batch is { } batch)
        {
            _batch = null;
            counters.Out += batch.Count;
            output.Emit(batch);
        }
    }

    private RecordBatch<T> SetColumns(RecordBatch<T> batch)
    {
        if (Kind == RowKind.UpdateBefore && batch.Count == batch.Capacity - 1)
        {
            // What the row is comes into the same batch.
            OnFull();
            batch = Begin();
        }

        if (carriesTime)
        {
            batch.Watermarks[batch.Count] = Watermark;
        }

        if (Kind != RowKind.Insert)
        {
            batch.AddKinds();
            batch.KindArray[batch.Count] = Kind;
        }

        return batch;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnFull()
    {
        if (HoldsFull)
        {
            (_full ??= []).Add(_batch!);
            _batch = null;
        }
        else
        {
            Flush();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private RecordBatch<T> Begin()
    {
        _batch = RecordBatch<T>.Rent();
        if (carriesTime)
        {
            _batch.AddWatermarks();
        }

        return _batch;
    }
}
