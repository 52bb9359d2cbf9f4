using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Examples.ClickCounts;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Bench.Kafka;

/// <summary>Writes a sequence of clicks to a topic through the sink of the connector, the clicks of a user to one partition.</summary>
internal sealed class ClickWriter : IDisposable
{
    private readonly ConnectorContext _context = new();
    private readonly ISinkWriter<Click> _writer;
    private readonly ClickSequence _clicks;
    private long _epoch;

    public ClickWriter(string bootstrap, string topic, ClickSequence clicks)
    {
        _clicks = clicks;
        var options = new KafkaSinkOptions<Click>
        {
            Bootstrap = bootstrap,
            Topic = topic,
            Value = new ClickSerializer(),
            Partition = static (click, partitions) => int.Parse(click.UserId.AsSpan(5)) % partitions,
        };
        _writer = new KafkaSink<Click>(options).CreateWriter(_context);
        var isOpen = false;
        _writer.Restore(0, [], () => isOpen = true);
        _context.PumpUntil(() => isOpen, "the sink");
    }

    /// <summary>Writes the next clicks; on return the broker has them.</summary>
    public void Write(long count)
    {
        while (count > 0)
        {
            var batch = RecordBatch<Click>.Rent();
            while (!batch.IsFull && count-- > 0)
            {
                var click = _clicks.Next();
                batch.Append(click, click.EventTime);
            }

            _context.PumpUntil(() => _writer.IsReady, "room");
            _writer.Write(batch);
        }

        var isPrepared = false;
        _writer.Prepare(++_epoch, _ => isPrepared = true);
        _context.PumpUntil(() => isPrepared, "the confirmation of the broker");
    }

    public void Dispose()
    {
        _writer.Dispose();
        _context.Dispose();
    }
}
