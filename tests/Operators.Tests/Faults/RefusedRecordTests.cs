using System.Buffers;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Tests.Execution;

namespace AkkaStreamProc.Operators.Tests.Faults;

/// <summary>Records that a sink's system refuses are kept as the job keeps records of their type.</summary>
public class RefusedRecordTests
{
    [Fact]
    public void Records_with_a_form_of_the_users_own_may_be_diverted()
    {
        var job = new JobBuilder("parcels");
        job.UseStateSerializer(new ParcelForm());

        Sink(job).OnError(ErrorPolicy.Divert);

        Should.NotThrow(job.Build);
        Should.Throw<StreamProcessingException>(() => Sink(new JobBuilder("others")).OnError(ErrorPolicy.Divert)).Message.ShouldContain("'Open'");
    }

    [Fact]
    public void Records_come_back_by_the_form_of_the_job()
    {
        var serializers = new StateSerializers();
        serializers.Use(new ParcelForm());
        FailedRecord<Parcel?>[] refused = [Refused(new Parcel(7, () => { })), Refused(null)];

        var read = RefusedRecords<Parcel?>.Read(RefusedRecords<Parcel?>.Write(refused, serializers), serializers).ToList();

        read.Select(r => (r.Operator, r.Record?.Number)).ShouldBe([("sink", 7), ("sink", null)]);
    }

    private static DataStreamSink<Parcel> Sink(JobBuilder job) =>
        job.FromSource(new IdleSource<Parcel>(), WatermarkStrategy<Parcel>.None()).SinkTo(new IdleSink<Parcel>());

    private static FailedRecord<Parcel?> Refused(Parcel? record) => new()
    {
        Operator = "sink",
        Text = "a parcel",
        ErrorType = "Refusal",
        Error = "It is too heavy.",
        Timestamp = 5,
        FailedAt = DateTimeOffset.UnixEpoch,
        Encoded = [],
        Record = record,
    };

    public sealed record Parcel(int Number, Action Open);

    private sealed class ParcelForm : IStateSerializer<Parcel>
    {
        public string Name => "parcel";

        public int Version => 1;

        public void Write(IBufferWriter<byte> output, Parcel value) => output.Write([(byte)value.Number]);

        public Parcel Read(ReadOnlySpan<byte> bytes) => new(bytes[0], () => { });
    }
}
