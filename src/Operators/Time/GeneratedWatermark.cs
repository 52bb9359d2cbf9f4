using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Operators.Time;

/// <summary>A generator of the user's own says it.</summary>
internal sealed class GeneratedWatermark<T>(WatermarkGenerator<T> generator) : SplitWatermark<T>
{
    private readonly WatermarkOutput _output = new();
    private bool _hasBegun;

    public override long Current => _output.Watermark;

    public override bool IsPeriodic => true;

    public override void Restore(long watermark)
    {
        _output.Watermark = watermark;
        if (!_hasBegun)
        {
            _hasBegun = true;
            generator.Begin(_output);
        }
    }

    public override bool OnPeriodic(DateTimeOffset now)
    {
        (_output.IsPeriodic, _output.WantsIdle) = (true, false);
        generator.OnPeriodic(now, _output);
        _output.IsPeriodic = false;
        return _output.WantsIdle;
    }

    public override int Advance(RecordBatch<T> batch, int start, long threshold)
    {
        for (var i = start; i < batch.Count; i++)
        {
            var before = _output.Watermark;
            if (batch.HasWatermarks)
            {
                batch.Watermarks[i] = before;
            }

            generator.OnRecord(batch.Values[i], batch.Timestamps[i], _output);
            if (_output.Watermark > before && _output.Watermark >= threshold)
            {
                return i + 1;
            }
        }

        return batch.Count;
    }
}
