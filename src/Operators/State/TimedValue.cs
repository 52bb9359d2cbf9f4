using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.State;

/// <summary>A value with the moment from which on its time counts.</summary>
internal struct Timed<TValue> : ITimedRow
{
    public TValue Value;

    /// <summary>In milliseconds of processing time.</summary>
    public long Since;

    readonly long ITimedRow.Time => Since;
}

/// <summary>One value for each key, which expires.</summary>
/// <param name="values">Keeps the values.</param>
/// <param name="ttl">When they expire.</param>
/// <param name="now">The clock, in milliseconds, which never goes back and stands within a call.</param>
internal sealed class TimedValue<TValue>(ValueState<Timed<TValue>> values, Ttl ttl, Func<long> now) : ValueState<TValue>
{
    internal override CallJournal? Journal => values.Journal;

    public override bool HasValue => TryGet(out _);

    public override TValue? Value
    {
        get
        {
            if (!TryGet(out var timed))
            {
                return default;
            }

            if (ttl.Start == TtlStart.Access && timed.Since != now())
            {
                timed.Since = now();
                values.Value = timed;
            }

            return timed.Value;
        }

        set => values.Value = new Timed<TValue> { Value = value!, Since = ttl.Start == TtlStart.Create && TryGet(out var timed) ? timed.Since : now() };
    }

    public override void Clear() => values.Clear();

    /// <summary>Whether a value has expired.</summary>
    public bool IsGone(Timed<TValue> timed) => now() - timed.Since >= ttl.DurationMs;

    private bool TryGet(out Timed<TValue> timed)
    {
        timed = values.Value;
        if (!values.HasValue)
        {
            return false;
        }

        if (!IsGone(timed))
        {
            return true;
        }

        values.Clear();
        return false;
    }
}
