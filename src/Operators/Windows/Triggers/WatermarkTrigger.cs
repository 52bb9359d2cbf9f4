using AkkaStreamProc.Operators.Windows.Triggers;

namespace AkkaStreamProc;

/// <summary>Fires when the watermark reaches the last millisecond of the window; before that, and behind it, as is said. (Flink's event-time trigger, unless more is said.)</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>Late firings need an allowed lateness. Each kind of early firing may be said once; the last one said counts.</remarks>
public sealed class WatermarkTrigger<T> : Trigger<T, WatermarkTriggerState>
{
    private readonly Settings _settings;

    internal WatermarkTrigger()
        : this(new Settings())
    {
    }

    private WatermarkTrigger(Settings settings) => _settings = settings;

    /// <inheritdoc/>
    public override bool CanMerge => true;

    /// <summary>Also fires before, with every so many records.</summary>
    /// <param name="records">How many, at least one.</param>
    public WatermarkTrigger<T> EarlyEach(int records = 1) => new(_settings with { EarlyRecords = TriggerValues.Positive(records, "A trigger that fires early") });

    /// <summary>Also fires before, when the clock has passed a while since the first record behind the last firing; so not where nothing has come.</summary>
    /// <param name="interval">The while, at least a millisecond.</param>
    public WatermarkTrigger<T> EarlyEvery(TimeSpan interval) => new(_settings with { EarlyMs = TriggerValues.Milliseconds(interval, "A trigger with an interval of early firings") });

    /// <summary>Fires with every so many late records, and with what is left when the window goes; with each unless said.</summary>
    /// <param name="records">How many, at least one.</param>
    public WatermarkTrigger<T> LateEach(int records = 1) => new(_settings with { LateRecords = TriggerValues.Positive(records, "A trigger that fires late") });

    /// <inheritdoc/>
    public override TriggerResult OnRecord(T record, ref WatermarkTriggerState state, TriggerContext context)
    {
        var isLate = context.Window.MaxTimestamp <= context.Watermark;
        if (!isLate)
        {
            context.RegisterEventTimeTimer(context.Window.MaxTimestamp);
            if (_settings.EarlyMs > 0 && state.Early is null)
            {
                state = state with { Early = context.ProcessingTime + _settings.EarlyMs };
                context.RegisterProcessingTimeTimer(state.Early.Value);
            }
        }

        var records = isLate ? _settings.LateRecords : _settings.EarlyRecords;
        if (records == 0)
        {
            return TriggerResult.Continue;
        }

        if (state.Records + 1 < records)
        {
            state = state with { Records = state.Records + 1 };
            return TriggerResult.Continue;
        }

        return Fire(ref state, context);
    }

    /// <inheritdoc/>
    public override TriggerResult OnEventTime(long timestamp, ref WatermarkTriggerState state, TriggerContext context) =>
        timestamp == context.Window.MaxTimestamp ? Fire(ref state, context) : TriggerResult.Continue;

    /// <inheritdoc/>
    public override TriggerResult OnProcessingTime(long timestamp, ref WatermarkTriggerState state, TriggerContext context) =>
        timestamp == state.Early ? Fire(ref state, context) : TriggerResult.Continue;

    /// <inheritdoc/>
    /// <remarks>What was counted late, and not shown, is shown at last.</remarks>
    public override TriggerResult OnClose(ref WatermarkTriggerState state, TriggerContext context) =>
        state.Records > 0 ? TriggerResult.Fire : TriggerResult.Continue;

    /// <inheritdoc/>
    public override void Merge(ref WatermarkTriggerState state, WatermarkTriggerState other) =>
        state = new WatermarkTriggerState { Records = state.Records + other.Records, Early = TriggerValues.Earlier(state.Early, other.Early) };

    /// <inheritdoc/>
    public override void OnMerged(ref WatermarkTriggerState state, TriggerContext context)
    {
        if (context.Window.MaxTimestamp > context.Watermark)
        {
            context.RegisterEventTimeTimer(context.Window.MaxTimestamp);
        }

        if (state.Early is { } early)
        {
            context.RegisterProcessingTimeTimer(early);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => "at the watermark" +
        (_settings.EarlyRecords > 0 ? $", before each {_settings.EarlyRecords} records" : "") +
        (_settings.EarlyMs > 0 ? $", before every {TimeSpan.FromMilliseconds(_settings.EarlyMs)}" : "") +
        (_settings.LateRecords > 1 ? $", late each {_settings.LateRecords} records" : "");

    private static TriggerResult Fire(ref WatermarkTriggerState state, TriggerContext context)
    {
        if (state.Early is { } early)
        {
            context.DeleteProcessingTimeTimer(early);
        }

        state = default;
        return TriggerResult.Fire;
    }

    private sealed record Settings
    {
        public int EarlyRecords { get; init; }

        public long EarlyMs { get; init; }

        public int LateRecords { get; init; } = 1;
    }
}
