using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Functions;

/// <summary>A function that declares in a subtask what it did not declare with the job.</summary>
public class RegisteredStatesTests
{
    private sealed class Fickle(Action<StateDeclarations> open) : ProcessFunction<int, int, int>
    {
        public override void Open(StateDeclarations states) => open(states);

        public override void Process(int record, ProcessContext<int, int> context) => context.Emit(record);
    }

    [Fact]
    public void Same_states_are_accepted_in_any_order() =>
        Deploy(
            states =>
            {
                states.Value<int>("a");
                states.Value<string>("b");
            },
            states =>
            {
                states.Value<string>("b");
                states.Value<int>("a");
            });

    [Fact]
    public void State_that_was_not_declared_with_the_job_is_refused() =>
        Should.Throw<StreamProcessingException>(() => Deploy(_ => { }, states => states.Value<int>("count"))).Message.ShouldBe(
            "The function of 'fickle' declares the state 'count' as a value of Int32 by Int32, unlike when the job was declared. Every instance must declare the same states, whatever it is given.");

    [Fact]
    public void State_of_another_type_is_refused() =>
        Should.Throw<StreamProcessingException>(() => Deploy(states => states.Value<int>("count"), states => states.Value<long>("count")))
            .Message.ShouldContain("declares the state 'count' as a value of Int64 by Int32, unlike when the job was declared");

    [Fact]
    public void State_that_is_missing_is_refused() =>
        Should.Throw<StreamProcessingException>(() => Deploy(states => states.Value<int>("count"), _ => { }))
            .Message.ShouldContain("The function of 'fickle' does not declare the state 'count', unlike when the job was declared");

    /// <summary>Declares a job with a function that opens one way, and deploys a subtask in which it opens another way.</summary>
    private static void Deploy(Action<StateDeclarations> declared, Action<StateDeclarations> deployed)
    {
        var open = declared;
        var job = new JobBuilder("job");
        job.FromSource(new IdleSource<int>(), WatermarkStrategy<int>.None())
            .KeyBy(r => r).Process(() => new Fickle(states => open(states)), "fickle").SinkTo(new IdleSink<int>());
        var graph = job.Build();
        open = deployed;
        graph.Create("fickle", new TestRuntime().Context("fickle"));
    }
}
