using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Operators.Fusion;

/// <summary>A run of stages that emit at most one record for each they take, as one loop.</summary>
/// <returns>How many records were written to the output arrays, which may be the input arrays.</returns>
internal delegate int FusedLoop<TIn, TOut>(TIn[] values, long[] timestamps, int count, TOut[] outValues, long[] outTimestamps);

/// <summary>A run of stages of which one may emit any number of records, as one loop.</summary>
internal delegate void FusedExpandingLoop<TIn, TOut>(TIn[] values, long[] timestamps, int count, Emitter<TOut> output);
