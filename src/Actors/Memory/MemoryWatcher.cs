using Akka.Actor;
using Akka.Event;
using AkkaStreamProc.Actors.Telemetry;

namespace AkkaStreamProc.Actors.Memory;

/// <summary>Looks at the memory of the process every second, and hears of actors that fail for want of it, whosever they are.</summary>
internal sealed class MemoryWatcher : UntypedActor, IWithTimers
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly MemoryGuard _guard;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    public MemoryWatcher(MemoryGuard guard)
    {
        _guard = guard;
        Context.System.EventStream.Subscribe(Self, typeof(Error));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Look), Look.Instance, Interval, Interval);

    protected override void PostStop() => _guard.Leave();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Look:
                if (_guard.Look() is { } warning)
                {
                    _log.Write("memory", JobNotices.MemoryShort.With(warning));
                }

                break;
            case Error { Cause: var cause }:
                _guard.Consider(cause);
                break;
        }
    }

    private sealed class Look
    {
        public static readonly Look Instance = new();
    }
}
