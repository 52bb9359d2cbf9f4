using System.Buffers;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.Operators.Snapshots;
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
        var refusals = new RefusedRecords<Parcel?>(serializers);

        var read = refusals.Read(Restore(RefusedRecords<Parcel?>.Item, refusals.Write([Refused<Parcel?>(new Parcel(7, () => { })), Refused<Parcel?>(null)])));

        read.Select(r => (r.Operator, r.Record?.Number)).ShouldBe([("sink", 7), ("sink", null)]);
        refusals.Read(Restore(RefusedRecords<Parcel?>.Item, refusals.Write([]))).ShouldBeEmpty();
    }

    [Fact]
    public void Records_come_back_as_what_their_type_has_become()
    {
        var written = new RefusedRecords<Letter>(new StateSerializers()).Write([Refused(new Letter(7))]);

        new RefusedRecords<LongerLetter>(new StateSerializers()).Read(Restore(RefusedRecords<Letter>.Item, written)).Single().Record.ShouldBe(new LongerLetter(7, "none"));
        Should.Throw<SnapshotException>(() => new RefusedRecords<string>(new StateSerializers()).Read(Restore(RefusedRecords<Letter>.Item, written)).ToList())
            .Message.ShouldContain("What the system of 'sink' refused does not fit checkpoint 5: its record was written as");
    }

    [Fact]
    public void Records_of_earlier_versions_come_back_by_the_type_they_have()
    {
        var writer = new SnapshotWriter();
        writer.WriteCount(1);
        foreach (var text in new[] { "sink", "a letter", "Refusal", "It is too heavy." })
        {
            writer.WriteString(text);
        }

        writer.WriteInt64(5);
        writer.WriteInt64(0);
        writer.WriteBytes([]);
        writer.WriteByte(1);
        StateSerializer<Letter>.Default.Write(writer, new Letter(7));

        new RefusedRecords<Letter>(new StateSerializers()).Read(Restore("refused", writer.Written)).Single().Record.ShouldBe(new Letter(7));

        // Some wrote the form of the job where it has one, others did not, and nothing says which.
        var serializers = new StateSerializers();
        serializers.Use(new ParcelForm());
        Should.Throw<SnapshotException>(() => new RefusedRecords<Parcel>(serializers).Read(Restore("refused", writer.Written)).ToList())
            .Message.ShouldContain("did not say whether in the form that the job gives");
    }

    private static OperatorRestore Restore(string item, ReadOnlyMemory<byte> bytes)
    {
        var freeze = new SubtaskFreeze(5);
        freeze.Add("sink").Add(item, bytes);
        var snapshot = SubtaskSnapshot.Parse(SubtaskSnapshot.Write(new("job", "sink", 0, 1, 128, 5), freeze), "a test");
        return new("sink", 5, 0, 1, [(snapshot.Header, snapshot.Operators["sink"])]);
    }

    private static DataStreamSink<Parcel> Sink(JobBuilder job) =>
        job.FromSource(new IdleSource<Parcel>(), WatermarkStrategy<Parcel>.None()).SinkTo(new IdleSink<Parcel>());

    private static FailedRecord<T> Refused<T>(T record) => new()
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

    public sealed record Letter(int Number);

    [FormerName("AkkaStreamProc.Operators.Tests.Faults.RefusedRecordTests.Letter")]
    public sealed record LongerLetter(long Number, string Stamp = "none");

    private sealed class ParcelForm : IStateSerializer<Parcel>
    {
        public string Name => "parcel";

        public int Version => 1;

        public void Write(IBufferWriter<byte> output, Parcel value) => output.Write([(byte)value.Number]);

        public Parcel Read(ReadOnlySpan<byte> bytes) => new(bytes[0], () => { });
    }
}
