using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Examples.ClickCounts;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Bench.Kafka;

/// <summary>The example job <c>click-counts</c> with a sink that keeps nothing.</summary>
internal static class ClickCountJob
{
    public static readonly TimeSpan WindowSize = TimeSpan.FromSeconds(10);

    public static JobGraph Graph(string name, KafkaSourceOptions options, IDeserializer<Click> decoder, ISink<ClickCount> sink)
    {
        var job = new JobBuilder(name);
        var watermarks = WatermarkStrategy<Click>.BoundedOutOfOrderness(ClickSequence.OutOfOrderness).WithTimestamps(click => click.EventTime);
        job.FromSource(new KafkaSource<Click>(options, decoder), watermarks, "clicks")
            .KeyBy(click => click.UserId)
            .Window(TumblingWindows.OfEventTime(WindowSize))
            .Count("counts")
            .Select(count => new ClickCount(count.Key, count.Window.Start, count.Window.End, count.Value))
            .SinkTo(sink, "sink");
        return job.Build();
    }
}
