using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Examples.ClickCounts;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Bench.Kafka.Guarantees;

/// <summary>Clicks from one topic into another, as many out as in: the job in which the sink weighs most.</summary>
internal static class PassThroughJob
{
    public static JobGraph Graph(string name, KafkaSourceOptions source, IDeserializer<Click> decoder, string topic, DeliveryGuarantee guarantee)
    {
        var job = new JobBuilder(name);
        var sink = new KafkaSink<Click>(new KafkaSinkOptions<Click>
        {
            Bootstrap = source.Bootstrap,
            Topic = topic,
            Value = new ClickSerializer(),
            Guarantee = guarantee,
        });
        var watermarks = WatermarkStrategy<Click>.BoundedOutOfOrderness(ClickSequence.OutOfOrderness).WithTimestamps(click => click.EventTime);
        job.FromSource(new KafkaSource<Click>(source, decoder), watermarks, "clicks").SinkTo(sink, "sink");
        return job.Build();
    }
}
