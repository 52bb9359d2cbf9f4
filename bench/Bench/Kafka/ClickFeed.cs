using System.Diagnostics;

namespace AkkaStreamProc.Bench.Kafka;

/// <summary>Writes clicks to a topic at a steady rate until it is disposed of.</summary>
internal sealed class ClickFeed : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _ending = new();
    private readonly Thread _thread;

    public ClickFeed(string bootstrap, string topic, int clicksPerSecond)
    {
        _thread = new Thread(() => Run(bootstrap, topic, clicksPerSecond)) { Name = "click-feed", IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _ending.Cancel();
        _thread.Join();
        _ending.Dispose();
    }

    private void Run(string bootstrap, string topic, int clicksPerSecond)
    {
        using var writer = new ClickWriter(bootstrap, topic, new ClickSequence(clicksPerSecond));
        var started = Stopwatch.GetTimestamp();
        var written = 0L;
        while (!_ending.Token.WaitHandle.WaitOne(Pace))
        {
            var due = (long)(Stopwatch.GetElapsedTime(started).TotalSeconds * clicksPerSecond);
            writer.Write(due - written);
            written = due;
        }
    }
}
