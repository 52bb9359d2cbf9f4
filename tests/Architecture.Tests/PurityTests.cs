using NetArchTest.Rules;

namespace AkkaStreamProc.Architecture.Tests;

public class PurityTests
{
    [Fact]
    public void Operators_depend_on_nothing_that_reads_or_writes_the_outside_world()
    {
        // FetchQueue blocks its producer, which is a connector's worker and never the subtask. AsyncOperator and RowLoader hear of
        // tasks of the user's; they start none of their own, and wait for none.
        var result = Types.InAssembly(typeof(StreamProcessingException).Assembly)
            .That().DoNotHaveNameStartingWith("FetchQueue").And().DoNotHaveNameStartingWith("AsyncOperator").And().DoNotHaveNameStartingWith("RowLoader")
            .ShouldNot().HaveDependencyOnAny(
                "Akka", "System.IO.File", "System.IO.FileStream", "System.IO.Directory", "System.Net", "System.Console",
                "System.Threading.Thread", "System.Threading.ThreadPool", "System.Threading.Timer", "System.Threading.Tasks.Task")
            .GetResult();

        (result.FailingTypeNames ?? []).ShouldBeEmpty();
    }
}
