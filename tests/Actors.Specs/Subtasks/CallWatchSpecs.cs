using AkkaStreamProc.Actors.Subtasks;
using Microsoft.Extensions.Time.Testing;

namespace AkkaStreamProc.Actors.Specs.Subtasks;

public sealed class CallWatchSpecs : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _told = [];
    private readonly CallWatch _watch;
    private long _progress;

    public CallWatchSpecs() => _watch = new CallWatch(
        _time, TimeSpan.FromSeconds(10), () => _progress, elapsed => _told.Add($"blocked for {elapsed.TotalSeconds:0}"), () => _told.Add("resumed"));

    [Fact]
    public void Call_that_takes_longer_than_the_limit_is_told_once_and_its_return_too()
    {
        _watch.Enter();
        Pass(9);
        _told.ShouldBeEmpty();

        Pass(60);
        _told.ShouldHaveSingleItem().ShouldStartWith("blocked for 1");

        _watch.Leave();
        Pass(30);
        _told.Count.ShouldBe(2);
        _told[1].ShouldBe("resumed");
    }

    [Fact]
    public void Subtask_without_work_is_not_blocked()
    {
        _watch.Enter();
        _watch.Leave();

        Pass(120);

        _told.ShouldBeEmpty();
    }

    [Fact]
    public void Many_slow_calls_in_one_message_are_no_blocked_one()
    {
        _watch.Enter();
        for (var call = 0; call < 20; call++)
        {
            _progress++;
            Pass(9);
        }

        _told.ShouldBeEmpty();
    }

    [Fact]
    public void Many_slow_messages_in_a_row_are_no_blocked_one()
    {
        for (var message = 0; message < 20; message++)
        {
            _watch.Enter();
            Pass(9);
            _watch.Leave();
        }

        _told.ShouldBeEmpty();
    }

    [Fact]
    public void Second_call_that_blocks_is_told_as_well()
    {
        _watch.Enter();
        Pass(15);
        _progress++;
        Pass(15);

        _told.Select(t => t.Split(' ')[0]).ShouldBe(["blocked", "resumed", "blocked"]);
    }

    public void Dispose() => _watch.Dispose();

    private void Pass(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
