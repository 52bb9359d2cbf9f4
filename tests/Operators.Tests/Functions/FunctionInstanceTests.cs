using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Functions;

public class FunctionInstanceTests
{
    private static readonly Echo Static = new();

    private sealed class Echo : ProcessFunction<int, int, int>
    {
        public override void Process(int record, ProcessContext<int, int> context) => context.Emit(record);
    }

    [Fact]
    public void Factory_that_returns_one_object_twice_is_refused_when_declared()
    {
        var shared = new Echo();

        Should.Throw<StreamProcessingException>(() => Keyed().Process(() => shared, "echo")).Message
            .ShouldContain("The factory of the operator 'echo' returned a Echo that the operator 'echo' uses already");
    }

    [Fact]
    public void Factory_that_returns_the_object_of_another_operator_is_refused_when_declared()
    {
        var pool = new Queue<Echo>([new Echo(), Static, Static, new Echo()]);
        var keyed = Keyed();
        keyed.Process(pool.Dequeue, "first");

        Should.Throw<StreamProcessingException>(() => keyed.Process(pool.Dequeue, "second")).Message
            .ShouldContain("The factory of the operator 'second' returned a Echo that the operator 'first' uses already");
    }

    [Fact]
    public void Factory_that_repeats_itself_later_is_refused_by_the_subtask_that_would_share()
    {
        var pool = new Queue<Echo>([new Echo(), new Echo(), new Echo()]);
        var last = new Echo();
        pool.Enqueue(last);
        var keyed = Keyed();
        keyed.Process(() => pool.Count > 0 ? pool.Dequeue() : last, "echo").SinkTo(new IdleSink<int>());
        var graph = keyed.Job.Build();
        var runtime = new TestRuntime();
        graph.Create("echo", runtime.Context("echo", 0, 3));
        graph.Create("echo", runtime.Context("echo", 1, 3));

        Should.Throw<StreamProcessingException>(() => graph.Create("echo", runtime.Context("echo", 2, 3))).IsTransient.ShouldBeFalse();
    }

    [Fact]
    public void Factory_that_returns_nothing_is_refused_when_declared() =>
        Should.Throw<StreamProcessingException>(() => Keyed().Process(() => (Echo)null!, "echo")).Message.ShouldContain("returned null");

    private static KeyedStream<int, int> Keyed() =>
        new JobBuilder("job").FromSource(new IdleSource<int>(), WatermarkStrategy<int>.None()).KeyBy(i => i);
}
