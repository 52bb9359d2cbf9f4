using System.Text;
using AkkaStreamProc.Chaos.Runs;
using Confluent.Kafka;

namespace AkkaStreamProc.Chaos.Clicks;

/// <summary>A log of many clicks, out of order and with stragglers: as a file, and in a topic where a test wants it there.</summary>
internal sealed class LargeLog
{
    private readonly string _file;

    /// <summary>Writes the file.</summary>
    /// <param name="directory">An empty directory for it.</param>
    /// <param name="lines">How many clicks, the bad ones included.</param>
    public LargeLog(string directory, int lines)
    {
        // The name is what the job reports bad records by, and that of the one partition of the topic.
        _file = Path.Combine(directory, "0");
        var generator = new ClickGenerator(ChaosSettings.Seed, 0, Disorder.WithStragglers);
        using var writer = new StreamWriter(_file, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        for (var (line, position) = (0L, 0L); line < lines; line++)
        {
            var click = generator.Next();
            writer.WriteLine(click.Line);
            OfFile.Add(0, position, click);
            OfTopic.Add(0, line, click);
            position += Encoding.UTF8.GetByteCount(click.Line) + 1;
        }
    }

    /// <summary>The file as the command line names it.</summary>
    public string Address => $"file:{_file}";

    /// <summary>What a job must write that reads the file.</summary>
    public ClickOracle OfFile { get; } = ClickCountsJob.NewOracle();

    /// <summary>What a job must write that reads the topic.</summary>
    public ClickOracle OfTopic { get; } = ClickCountsJob.NewOracle();

    /// <summary>Writes the lines to a topic of one partition; on return the broker has them.</summary>
    /// <returns>The topic as the command line names it.</returns>
    public string CopyTo(string bootstrap, string topic)
    {
        Error? failure = null;
        using var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = bootstrap, EnableIdempotence = true, LingerMs = 20 }).Build();
        foreach (var line in File.ReadLines(_file))
        {
            while (true)
            {
                try
                {
                    producer.Produce(topic, new Message<Null, string> { Value = line }, report => failure = report.Error.IsError ? report.Error : failure);
                    break;
                }
                catch (ProduceException<Null, string> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
                {
                    producer.Poll(TimeSpan.FromMilliseconds(100));
                }
            }
        }

        producer.Flush(CancellationToken.None);
        failure.ShouldBeNull();
        return $"kafka:{bootstrap}/{topic}";
    }
}
