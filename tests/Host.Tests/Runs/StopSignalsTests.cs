using AkkaStreamProc.Host.Runs;
using AkkaStreamProc.Host.Terminals;
using Microsoft.Extensions.Time.Testing;

namespace AkkaStreamProc.Host.Tests.Runs;

public sealed class StopSignalsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StopSignals _signals;

    public StopSignalsTests() => _signals = new StopSignals(new Terminal(TextWriter.Null, TextWriter.Null, isInteractive: false), _time);

    public void Dispose() => _signals.Dispose();

    [Theory]
    [InlineData(0, false)]
    [InlineData(999, false)]
    [InlineData(1000, true)]
    [InlineData(60_000, true)]
    public void Second_signal_ends_the_process_at_once_unless_it_belongs_to_the_first(int millisecondsLater, bool endsAtOnce)
    {
        _signals.IsAnotherWish().ShouldBeFalse();
        _signals.Requested.IsCompleted.ShouldBeTrue();

        _time.Advance(TimeSpan.FromMilliseconds(millisecondsLater));

        _signals.IsAnotherWish().ShouldBe(endsAtOnce);
    }

    [Fact]
    public void Third_signal_counts_from_the_first()
    {
        _signals.IsAnotherWish();
        _time.Advance(TimeSpan.FromMilliseconds(900));
        _signals.IsAnotherWish().ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(900));

        _signals.IsAnotherWish().ShouldBeTrue();
    }
}
