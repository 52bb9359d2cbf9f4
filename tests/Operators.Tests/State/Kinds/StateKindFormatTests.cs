using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Tests.Execution;

namespace AkkaStreamProc.Operators.Tests.State.Kinds;

/// <summary>The committed file has states of functions as the first version wrote each kind; later ones must go on with them.</summary>
public class StateKindFormatTests
{
    private static readonly ILookup<string, StoredState> Committed =
        File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "state-kinds-v1.txt")).Select(StoredState.Parse).ToLookup(s => s.Case);

    public static TheoryData<string> Cases => [.. StateKindCase.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void State_of_today_is_written_as_the_committed_one(string name) =>
        string.Join('\n', StoredState.In(name, Filled(Case(name)).Save())).ShouldBe(string.Join('\n', Committed[name]));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Committed_state_is_gone_on_with(string name)
    {
        var stored = Case(name);
        var runtime = new TestRuntime();
        var op = stored.Create(runtime.Context("kept", maxParallelism: StateKindCase.Groups));
        op.OpenFrom([Snapshot(op, Committed[name])]);
        var results = Collector<string>.Of(op);

        stored.Ask(op, runtime);

        string.Join(", ", results.Records.Select(r => $"{r.Value}@{r.Timestamp}")).ShouldBe(stored.Answer);
    }

    private static StateKindCase Case(string name) => StateKindCase.All.Single(c => c.Name == name);

    private static StreamOperator Filled(StateKindCase stored)
    {
        var runtime = new TestRuntime();
        var op = stored.Create(runtime.Context("kept", maxParallelism: StateKindCase.Groups));
        op.OpenFresh();
        Collector<string>.Of(op);
        stored.Fill(op, runtime);
        return op;
    }

    private static SubtaskSnapshot Snapshot(StreamOperator op, IEnumerable<StoredState> states)
    {
        var freeze = new SubtaskFreeze(Checkpoints.Id);
        var written = freeze.Add(op.Context.OperatorName);
        foreach (var state in states)
        {
            written.Add(state.ToFrozen());
        }

        var header = new SnapshotHeader("job", "vertex", 0, 1, op.Context.MaxParallelism, Checkpoints.Id);
        return SubtaskSnapshot.Parse(SubtaskSnapshot.Write(header, freeze), "a test");
    }
}
