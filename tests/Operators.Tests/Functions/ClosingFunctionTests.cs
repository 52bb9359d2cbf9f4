using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Operators.Tests.Functions;

public class ClosingFunctionTests
{
    private readonly List<string> _life = [];

    [Fact]
    public void Function_is_closed_once_however_often_its_operator_is()
    {
        var op = Create();
        _life.ShouldBe(["open", "close", "open"]);
        op.OpenFresh();
        op.Feed((("a", 1L), 0L));

        op.Dispose();
        op.Dispose();

        _life.ShouldBe(["open", "close", "open", "process", "close"]);
    }

    [Fact]
    public void Function_that_has_failed_is_closed()
    {
        var op = Create();
        op.OpenFresh();
        Should.Throw<UserFunctionException>(() => op.Feed((("a", -1L), 0L)));

        op.Dispose();

        _life.ShouldBe(["open", "close", "open", "process", "close"]);
    }

    [Fact]
    public void Function_whose_opening_throws_is_not_closed()
    {
        Should.Throw<InvalidOperationException>(() => Create(failsFrom: 1)).Message.ShouldBe("Not open.");
        _life.ShouldBeEmpty();

        Should.Throw<InvalidOperationException>(() => Create(failsFrom: 2)).Message.ShouldBe("Not open.");
        _life.ShouldBe(["open", "close"]);
    }

    [Fact]
    public void Function_that_declares_something_else_in_a_subtask_is_closed_and_refused()
    {
        Should.Throw<StreamProcessingException>(() => Create(declaresFrom: 2)).Message.ShouldContain("unlike when the job was declared");

        _life.ShouldBe(["open", "close", "open", "close"]);
    }

    [Fact]
    public void What_closing_throws_does_not_hide_why_the_subtask_could_not_be_made()
    {
        var runtime = new TestRuntime();

        Should.Throw<StreamProcessingException>(() => Create(declaresFrom: 2, runtime: runtime, closes: () => throw new InvalidOperationException("Still open.")))
            .Message.ShouldContain("unlike when the job was declared");

        runtime.Notices.ShouldHaveSingleItem().ShouldBe("process: The operator could not be closed behind a failure: Still open.");
    }

    [Fact]
    public void Function_that_cannot_be_closed_behind_its_opening_is_refused_when_it_is_declared() =>
        Should.Throw<StreamProcessingException>(() => Create(closes: () => throw new InvalidOperationException("Nothing to close."), closesFrom: 1)).Message
            .ShouldStartWith("The function of 'process' cannot be closed behind Open alone: Nothing to close.");

    [Fact]
    public void Function_of_a_window_is_closed_with_its_operator()
    {
        var job = new JobBuilder("job");
        job.FromSource(new IdleSource<(string Key, long Number)>(), WatermarkStrategy<(string Key, long Number)>.None())
            .KeyBy(r => r.Key).Window(CountWindows.Tumbling(2)).Process(() => new OfWindow(_life), "gather").SinkTo(new IdleSink<int>());
        var op = job.Build().Create("gather", new TestRuntime().Context("gather"));

        op.Dispose();

        _life.ShouldBe(["open", "close", "open", "close"]);
    }

    private StreamOperator Create(int failsFrom = int.MaxValue, int declaresFrom = int.MaxValue, TestRuntime? runtime = null, Action? closes = null, int closesFrom = 2)
    {
        var opened = 0;
        var job = new JobBuilder("job");
        job.FromSource(new IdleSource<(string Key, long Number)>(), WatermarkStrategy<(string Key, long Number)>.None())
            .KeyBy(r => r.Key)
            .Process(() => new Recording(
                _life,
                states =>
                {
                    if (++opened >= failsFrom)
                    {
                        throw new InvalidOperationException("Not open.");
                    }

                    if (opened < declaresFrom)
                    {
                        states.Value<int>("one");
                    }
                },
                () =>
                {
                    if (opened >= closesFrom)
                    {
                        closes?.Invoke();
                    }
                }))
            .SinkTo(new IdleSink<string>());
        return job.Build().Create("process", (runtime ?? new TestRuntime()).Context("process"));
    }

    private sealed class Recording(List<string> life, Action<StateDeclarations> opens, Action closes) : ProcessFunction<string, (string Key, long Number), string>
    {
        public override void Open(StateDeclarations states)
        {
            opens(states);
            life.Add("open");
        }

        public override void Process((string Key, long Number) record, ProcessContext<string, string> context)
        {
            life.Add("process");
            if (record.Number < 0)
            {
                throw new InvalidOperationException("Negative.");
            }
        }

        public override void Close()
        {
            life.Add("close");
            closes();
        }
    }

    private sealed class OfWindow(List<string> life) : WindowFunction<string, (string Key, long Number), int>
    {
        public override void Open(StateDeclarations states) => life.Add("open");

        public override void Process(IReadOnlyList<(string Key, long Number)> records, WindowContext<string, int> context)
        {
        }

        public override void Close() => life.Add("close");
    }
}
