using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Operators.Fusion;

/// <summary>A run of stages that emit at most one record for each they take, as one loop.</summary>
/// <returns>How many records stand in the output arrays, which may be the input arrays.</returns>
internal delegate int FusedLoop<TIn, TOut>(
    TIn[] values, long[] timestamps, int count, TOut[] outValues, long[] outTimestamps, LoopProgress progress);

/// <summary>The same, with the watermark before each record, which the records keep.</summary>
internal delegate int TimedFusedLoop<TIn, TOut>(
    TIn[] values, long[] timestamps, long[] watermarks, int count, TOut[] outValues, long[] outTimestamps, long[] outWatermarks, LoopProgress progress);

/// <summary>
/// A run of stages of which one may emit any number of records, as one loop. It stops behind a record whose results have
/// filled a batch, and then says in <see cref="LoopProgress.Start"/> where to go on.
/// </summary>
internal delegate void FusedExpandingLoop<TIn, TOut>(TIn[] values, long[] timestamps, int count, Emitter<TOut> output, LoopProgress progress);

/// <summary>The same, with the watermark before each record, with which its results are emitted.</summary>
internal delegate void TimedFusedExpandingLoop<TIn, TOut>(
    TIn[] values, long[] timestamps, long[] watermarks, int count, Emitter<TOut> output, LoopProgress progress);
