using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Operators.Tests.Functions;

public class AsyncCodeTests
{
    public static TheoryData<string, Action<DataStream<int>>> Declarations => new()
    {
        { "a lambda that awaits", s => s.Map(async i => await Task.FromResult(i)) },
        { "a value task", s => s.Map(i => ValueTask.FromResult(i)) },
        { "a task without a result", s => s.Map(i => Task.CompletedTask) },
        { "an expression", s => s.Select(i => Task.FromResult(i)) },
        { "several tasks of a record", s => s.FlatMap(i => new[] { Task.FromResult(i) }) },
        { "several tasks by an expression", s => s.SelectMany(i => new[] { Task.FromResult(i) }) },
        { "a task in a tuple", s => s.Map(i => (i, Task.FromResult(i))) },
        { "a list of tasks", s => s.Map(i => new List<Task<int>> { Task.FromResult(i) }) },
        { "an array of tasks", s => s.Map(i => new[] { Task.FromResult(i) }) },
        { "an awaitable of another kind", s => s.Map(i => default(YieldAwaitable)) },
        { "an asynchronous sequence", s => s.Map(Numbers) },
        { "a key that is a task", s => s.KeyBy(i => Task.FromResult(i)) },
        { "a function that emits tasks", s => s.KeyBy(i => i).Process(() => new EmitsTasks()) },
        { "an aggregate whose result is a task", s => s.KeyBy(i => i).Window(TumblingWindows.OfProcessingTime(TimeSpan.FromSeconds(1))).Aggregate(new TaskAggregate()) },
        { "a function that is async void", s => s.KeyBy(i => i).Process(() => new AsyncProcess()) },
        { "a timer that is async void", s => s.KeyBy(i => i).Process(() => new AsyncTimer()) },
        { "a function derived from one that is async void", s => s.KeyBy(i => i).Process(() => new DerivedAsync()) },
    };

    [Theory]
    [MemberData(nameof(Declarations))]
    public void Asynchronous_code_is_refused_when_declared(string what, Action<DataStream<int>> declare)
    {
        var stream = new JobBuilder("job").FromSource(new IdleSource<int>(), WatermarkStrategy<int>.None());

        Should.Throw<StreamProcessingException>(() => declare(stream), what).Message.ShouldContain("MapAsync is the verb that waits for calls");
    }

    [Fact]
    public void Source_of_tasks_is_refused_when_declared() =>
        Should.Throw<StreamProcessingException>(() => new JobBuilder("job").FromSource(new IdleSource<Task<int>>(), WatermarkStrategy<Task<int>>.None(), "calls")).Message
            .ShouldContain("The source 'calls' of the job 'job' would have records of type Task<Int32>");

    [Fact]
    public void Records_that_only_look_asynchronous_are_taken()
    {
        var stream = new JobBuilder("job").FromSource(new IdleSource<int>(), WatermarkStrategy<int>.None());

        stream.Map(i => new TaskDescription($"task {i}")).Map(t => (t, Nullable: (int?)1, Items: new List<string>()));
    }

    private static async IAsyncEnumerable<int> Numbers(int number)
    {
        await Task.Yield();
        yield return number;
    }

    private sealed record TaskDescription(string Task);

    private sealed class EmitsTasks : ProcessFunction<int, int, Task<int>>
    {
        public override void Process(int record, ProcessContext<int, Task<int>> context) => context.Emit(Task.FromResult(record));
    }

    private sealed class TaskAggregate : IAggregateFunction<int, int, Task<int>>
    {
        public int CreateAccumulator() => 0;

        public int Add(int accumulator, int record) => accumulator + record;

        public Task<int> GetResult(int accumulator) => Task.FromResult(accumulator);
    }

    private class AsyncProcess : ProcessFunction<int, int, int>
    {
        public override async void Process(int record, ProcessContext<int, int> context)
        {
            await Task.Yield();
            context.Emit(record);
        }
    }

    private sealed class DerivedAsync : AsyncProcess;

    private sealed class AsyncTimer : ProcessFunction<int, int, int>
    {
        public override void Process(int record, ProcessContext<int, int> context) => context.RegisterProcessingTimeTimer(record);

        public override async void OnTimer(long timestamp, ProcessContext<int, int> context) => await Task.Yield();
    }
}
