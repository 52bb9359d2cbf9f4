namespace AkkaStreamProc.Operators.Tests.Fusion;

public class HoistingTests
{
    private sealed class Service
    {
        public int Calls { get; private set; }

        public int Add(int value)
        {
            Calls++;
            return value + 100;
        }
    }

    private static readonly Dictionary<int, string> Names = new() { [1] = "one" };

    [Fact]
    public void Captured_variable_keeps_the_value_it_had_when_the_chain_was_compiled()
    {
        var limit = 2;
        var run = ChainRun<int>.Of<int>(s => s.Where(x => x <= limit));
        run.Feed([(1, 0L), (2, 0L), (3, 0L)]);

        limit = 99;
        run.Feed([(4, 0L), (1, 0L)]);

        run.Records.Select(r => r.Value).ShouldBe([1, 2, 1]);
        limit.ShouldBe(99);
    }

    [Fact]
    public void Captured_objects_and_delegates_are_used_as_they_are()
    {
        var service = new Service();
        Func<int, int> twice = x => x * 2;
        var run = ChainRun<int>.Of<int>(s => s.Select(x => service.Add(twice(x))).Where(x => service.Calls > 1).Select(x => twice(x)));

        run.Feed([(1, 0L), (2, 0L)]);

        service.Calls.ShouldBe(2);
        run.Records.Select(r => r.Value).ShouldBe([208]);
    }

    [Fact]
    public void One_object_may_be_captured_under_several_types()
    {
        List<int> list = [1, 2];
        object same = list;
        IReadOnlyCollection<int> view = list;
        var run = ChainRun<bool>.Of<int>(s => s.Select(x => list.Contains(x) && same != null && view.Count == 2 && ReferenceEquals(same, view)));

        run.Feed([(1, 0L), (7, 0L)]);

        run.Records.Select(r => r.Value).ShouldBe([true, false]);
    }

    [Fact]
    public void Static_fields_nulls_and_structs_can_be_captured()
    {
        string? nothing = null;
        var point = (X: 1, Y: 2m);
        var run = ChainRun<string>.Of<int>(s => s.Where(x => Names.ContainsKey(x)).Select(x => Names[x] + (nothing ?? "?") + point.X + point.Y));

        run.Feed([(1, 0L), (2, 0L)]);

        run.Records.Select(r => r.Value).ShouldBe(["one?12"]);
    }

    [Fact]
    public void Lazy_sequences_keep_the_record_they_were_made_of()
    {
        var run = ChainRun<IEnumerable<int>>.Of<int>(s => s.Select(x => Enumerable.Range(0, 2).Select(i => x + i)));

        run.Feed([(10, 0L), (20, 0L)]);

        run.Records.SelectMany(r => r.Value).ShouldBe([10, 11, 20, 21]);
    }
}
