using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;
using static AkkaStreamProc.Operators.Tests.Batches.Codecs.CodecRecords;

namespace AkkaStreamProc.Operators.Tests.Batches.Codecs;

public class EdgeCodecTests
{
    private sealed record Call(string Name, Func<int> Then);

    [Fact]
    public void Job_whose_records_cannot_leave_their_subtask_is_refused_with_operators_member_and_way_out()
    {
        var refusal = Should.Throw<StreamProcessingException>(() => Job<Call>(calls => calls.Rebalance().Select(c => c.Name)).Build());

        refusal.Message.ShouldStartWith("The operator 'calls' of the job 'job' cannot send its records to 'rebalance'");
        refusal.Message.ShouldContain("its member 'Then'");
        refusal.Message.ShouldContain("Keep the data that it is made from");
    }

    [Fact]
    public void Records_that_stay_in_their_subtask_may_be_anything() => Job<Call>(calls => calls.Select(c => c.Name)).Build();

    [Fact]
    public void Serializer_of_the_users_is_a_way_out()
    {
        var job = Job<Celsius>(degrees => degrees.Rebalance().Select(c => "warm"));
        job.UseStateSerializer(new CelsiusSerializer());

        job.Build();
    }

    private static JobBuilder Job<T>(Func<DataStream<T>, DataStream<string>> declare)
    {
        var job = new JobBuilder("job");
        declare(job.FromSource(new IdleSource<T>(), WatermarkStrategy<T>.None(), name: "calls")).SinkTo(new IdleSink<string>());
        return job;
    }
}
