using AkkaStreamProc.Shared;

namespace AkkaStreamProc.Operators.Tests.Execution;

public class ClosingTests
{
    [Fact]
    public void Every_step_runs_whatever_the_others_throw_and_all_failures_are_told()
    {
        var done = new List<int>();
        Action step(int number) => () =>
        {
            done.Add(number);
            if (number % 2 == 1)
            {
                throw new IOException($"step {number}");
            }
        };

        var failure = Should.Throw<AggregateException>(() => Closing.All([step(1), step(2), step(3), step(4)]));

        done.ShouldBe([1, 2, 3, 4]);
        failure.InnerExceptions.Select(e => e.Message).ShouldBe(["step 1", "step 3"]);
    }

    [Fact]
    public void Steps_that_succeed_throw_nothing() => Should.NotThrow(() => Closing.All([static () => { }, static () => { }]));
}
