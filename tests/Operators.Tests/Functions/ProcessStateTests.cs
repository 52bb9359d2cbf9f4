using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Tests.Execution;

namespace AkkaStreamProc.Operators.Tests.Functions;

public class ProcessStateTests
{
    private static LambdaFunction Summing() => new((f, record, context) =>
    {
        f.Total.Value += record.Number;
        (f.Texts.Value ??= []).Add($"{record.Number}");
        context.Emit($"{context.Key}={f.Total.Value}:{string.Join("+", f.Texts.Value)}");
    });

    [Fact]
    public void Every_key_has_a_state_of_its_own()
    {
        var run = ProcessRun.Fresh(Summing);

        run.Operator.Feed((("a", 1L), 10L), (("b", 5L), 11L), (("a", 2L), 12L));

        run.Take().ShouldBe(["a=1:1@10", "b=5:5@11", "a=3:1+2@12"]);
    }

    [Fact]
    public void State_that_was_cleared_is_gone()
    {
        var run = ProcessRun.Fresh(() => new LambdaFunction((f, record, context) =>
        {
            context.Emit($"{f.Total.HasValue} {f.Total.Value}");
            f.Total.Value = record.Number;
            if (record.Number < 0)
            {
                f.Total.Clear();
            }
        }));

        run.Operator.Feed((("a", 0L), 0L), (("a", -1L), 0L), (("a", 3L), 0L), (("a", 3L), 0L));

        run.Take().ShouldBe(["False 0@0", "True 0@0", "False 0@0", "True 3@0"]);
    }

    [Fact]
    public void State_comes_back_in_the_subtask_that_owns_the_key()
    {
        string[] keys = [.. Enumerable.Range(0, 50).Select(i => $"k{i}")];
        var run = ProcessRun.Fresh(Summing);
        run.Operator.Feed(keys.Select((k, i) => ((k, (long)i), 0L)));

        foreach (var next in run.Restart(3, Summing))
        {
            var own = keys.Where(next.Owns).ToList();
            own.ShouldNotBeEmpty();
            next.Operator.Feed(own.Select(k => ((k, 100L), 0L)));
            next.Take().ShouldBe(own.Select(k => $"{k}={100 + Array.IndexOf(keys, k)}:{Array.IndexOf(keys, k)}+100@0"));
        }
    }

    [Fact]
    public void Records_that_come_while_the_snapshot_is_written_are_not_in_it()
    {
        var run = ProcessRun.Fresh(Summing);
        run.Send("a", 1);

        var next = run.Restart(1, Summing, beforeWriting: () => run.Send("a", 10)).Single();
        next.Send("a", 2);

        run.Take().ShouldBe(["a=1:1@0", "a=11:1+10@0"]);
        next.Take().ShouldBe(["a=3:1+2@0"]);
    }

    [Fact]
    public void Exception_of_the_function_reaches_the_runtime_with_the_key_and_the_record()
    {
        var run = ProcessRun.Fresh(() => new LambdaFunction((_, _, _) => throw new FormatException("mine")));

        var error = Should.Throw<UserFunctionException>(() => run.Send("a", 1));

        error.InnerException.ShouldBeOfType<FormatException>();
        error.Message.ShouldStartWith("The operator 'process' failed for the record «(a, 1)» with the key «a»: FormatException: mine");
    }

    [Theory]
    [InlineData("same")]
    [InlineData("$hidden")]
    public void State_declared_twice_or_under_a_reserved_name_is_refused_when_the_job_is_declared(string name) =>
        Should.Throw<StreamProcessingException>(() => ProcessRun.Fresh(() => new TwoStates(name)))
            .Message.ShouldContain($"'{name}'");

    private sealed class TwoStates(string name) : ProcessFunction<string, (string Key, long Number), string>
    {
        public ValueState<long>? Last { get; private set; }

        public override void Open(StateDeclarations states)
        {
            Last = states.Value<long>(name);
            Last = states.Value<long>(name);
        }

        public override void Process((string Key, long Number) record, ProcessContext<string, string> context)
        {
        }
    }
}
