using Akka.Actor;
using AkkaStreamProc.Actors.Specs.Support;
using Microsoft.Extensions.Time.Testing;

namespace AkkaStreamProc.Actors.Specs;

public sealed class AlarmSpecs : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Recorder _actor = new();
    private readonly Alarm _alarm;

    public AlarmSpecs() => _alarm = new Alarm(_time, _actor, "due");

    public void Dispose() => _alarm.Dispose();

    [Fact]
    public void Message_comes_when_it_is_due_and_once()
    {
        _alarm.Set(TimeSpan.FromMilliseconds(5));
        _time.Advance(TimeSpan.FromMilliseconds(4));
        _actor.Told.ShouldBe(0);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        _time.Advance(TimeSpan.FromHours(1));

        _actor.Told.ShouldBe(1);
    }

    [Fact]
    public void Alarm_that_is_set_anew_forgets_what_it_was_set_to()
    {
        _alarm.Set(TimeSpan.FromMilliseconds(5));
        _alarm.Set(TimeSpan.FromMilliseconds(50));
        _time.Advance(TimeSpan.FromMilliseconds(49));
        _actor.Told.ShouldBe(0);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        _actor.Told.ShouldBe(1);
    }

    [Fact]
    public void Delay_beyond_what_a_timer_can_wait_passes_all_the_same()
    {
        _alarm.Set(TimeSpan.FromDays(365));
        _time.Advance(TimeSpan.FromDays(364));
        _actor.Told.ShouldBe(0);

        _time.Advance(TimeSpan.FromDays(1));

        _actor.Told.ShouldBe(1);
    }

    [Fact]
    public void Disposed_alarm_tells_nothing()
    {
        _alarm.Set(TimeSpan.FromMilliseconds(5));
        _alarm.Dispose();
        _alarm.Set(TimeSpan.FromMilliseconds(5));
        _time.Advance(TimeSpan.FromSeconds(1));

        _actor.Told.ShouldBe(0);
    }

    private sealed class Recorder : MinimalActorRef
    {
        public int Told { get; private set; }

        public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "recorder";

        public override IActorRefProvider Provider => throw new NotSupportedException();

        protected override void TellInternal(object message, IActorRef sender) => Told++;
    }
}
