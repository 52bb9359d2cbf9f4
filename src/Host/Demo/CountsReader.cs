using System.Text.Json;
using Confluent.Kafka;

namespace AkkaStreamProc.Host.Demo;

/// <summary>Reads the counts back from the topic and shows each window once it is complete.</summary>
/// <remarks>It has a thread of its own, because the client blocks.</remarks>
internal sealed class CountsReader(string bootstrap, Action<CountedWindow> show, Func<long> watermark)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<string, CountedWindow> _open = [];
    private string _lastShown = "";

    /// <summary>Reads until cancelled. Windows that were complete at the start are not shown again.</summary>
    public Task RunAsync(CancellationToken cancellation) =>
        Task.Factory.StartNew(() => Read(cancellation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Read(CancellationToken cancellation)
    {
        using var consumer = DemoTopics.CreateConsumer(bootstrap);
        var end = DemoTopics.EndOf(consumer, DemoTopics.Counts, 0);
        consumer.Assign(new TopicPartitionOffset(DemoTopics.Counts, 0, Offset.Beginning));
        while (!cancellation.IsCancellationRequested)
        {
            if (consumer.Consume(Patience) is { Message.Value: { } value } record)
            {
                Take(value, isOld: record.Offset.Value < end);
            }
            else
            {
                ShowComplete(watermark());
            }
        }
    }

    private void Take(byte[] value, bool isOld)
    {
        using var count = JsonDocument.Parse(value);
        var start = count.RootElement.GetProperty("window_start").GetString()!;
        if (!_open.TryGetValue(start, out var window))
        {
            if (isOld)
            {
                // A later window has begun, so the earlier ones were complete before this start.
                _open.Clear();
            }

            window = new CountedWindow(start, count.RootElement.GetProperty("window_end").GetString()!);
            _open.Add(start, window);
        }

        window.Take(count.RootElement.GetProperty("user_id").GetString()!, count.RootElement.GetProperty("count").GetInt64());
    }

    private void ShowComplete(long reached)
    {
        foreach (var window in _open.Values.Where(w => w.EndMs <= reached + 1).OrderBy(w => w.Start, StringComparer.Ordinal).ToList())
        {
            _open.Remove(window.Start);
            if (string.CompareOrdinal(window.Start, _lastShown) > 0)
            {
                _lastShown = window.Start;
                show(window);
            }
        }
    }
}
