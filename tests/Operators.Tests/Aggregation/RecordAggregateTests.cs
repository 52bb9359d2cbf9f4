namespace AkkaStreamProc.Operators.Tests.Aggregation;

public class RecordAggregateTests
{
    private static readonly (double Value, string Name)[] Records = [(2, "a"), (7, "b"), (2, "c"), (7, "d"), (double.NaN, "e"), (double.NaN, "f"), (5, "g")];

    [Fact]
    public void First_of_equals_is_picked_and_what_is_no_number_is_the_smallest()
    {
        Aggregates.MinBy(((double Value, string Name) r) => r.Value).ResultOf(Records).Name.ShouldBe("e");
        Aggregates.MinBy(((double Value, string Name) r) => r.Value).ResultOf(Records[..4]).Name.ShouldBe("a");
        Aggregates.MaxBy(((double Value, string Name) r) => r.Value).ResultOf(Records).Name.ShouldBe("b");
    }

    [Fact]
    public void Null_is_the_smallest_value_and_a_record_like_any_other()
    {
        Aggregates.MinBy((string? s) => s!).ResultOf(["b", null, "a"]).ShouldBeNull();
        Aggregates.MaxBy((string? s) => s!).ResultOf([null, "a", "b"]).ShouldBe("b");
        Aggregates.First<string?>().ResultOf([null, "a"]).ShouldBeNull();
        Aggregates.Last<string?>().ResultOf(["a", null]).ShouldBeNull();
        Aggregates.Collect<string?>().ResultOf([null, "a", null]).ShouldBe([null, "a", null]);
        Aggregates.Top(2, (string? s) => s!).ResultOf([null, "a", null]).ShouldBe(["a", null]);
    }

    [Fact]
    public void Record_whose_value_cannot_be_taken_is_refused_though_it_is_the_first()
    {
        foreach (var function in new[] { Aggregates.MinBy((int n) => 10 / n), Aggregates.MaxBy((int n) => 10 / n) })
        {
            Should.Throw<DivideByZeroException>(() => function.Add(function.CreateAccumulator(), 0));
            function.ResultOf([5]).ShouldBe(5);
        }
    }

    [Fact]
    public void Top_is_sorted_and_of_equals_has_those_that_came_first()
    {
        var function = Aggregates.Top(3, ((double Value, string Name) r) => r.Value);

        function.ResultOf(Records).Select(r => r.Name).ShouldBe(["b", "d", "g"]);
        function.ResultOf(Records[..3]).Select(r => r.Name).ShouldBe(["b", "a", "c"]);
        function.ResultOf([.. Records, (7, "h"), (2, "i")]).Select(r => r.Name).ShouldBe(["b", "d", "h"]);
        function.Gathered(Enumerable.Range(0, 100).Select(i => ((double)i, "x"))).Count.ShouldBe(3);
    }

    [Fact]
    public void Top_may_have_another_count_after_a_restart()
    {
        var five = Aggregates.Top(5, (int n) => n);
        var two = Aggregates.Top(2, (int n) => n);
        var kept = five.Gathered([3, 1, 4, 1, 5]);

        two.GetResult(kept).ShouldBe([5, 4]);
        two.GetResult(two.Add(kept, 9)).ShouldBe([9, 5]);
        kept.Count.ShouldBe(2);
    }

    [Fact]
    public void Nothing_has_no_records()
    {
        Aggregates.MinBy((string s) => s).ResultOf([]).ShouldBeNull();
        Aggregates.First<string>().ResultOf([]).ShouldBeNull();
        Aggregates.Collect<int>().ResultOf([]).ShouldBeEmpty();
        Aggregates.Top(1, (int n) => n).ResultOf([]).ShouldBeEmpty();
        Aggregates.CountDistinct((int n) => n).ResultOf([]).ShouldBe(0);
        Aggregates.CountDistinctApproximately((int n) => n).ResultOf([]).ShouldBe(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Top_of_nothing_is_refused(int count) =>
        Should.Throw<StreamProcessingException>(() => Aggregates.Top(count, (int n) => n)).Message.ShouldBe($"The top {count} records are not possible: the count must be one or more.");

    [Fact]
    public void Strings_are_compared_by_their_code_units_in_every_culture()
    {
        var former = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            // Where there are no others, the machine has the invariant one alone.
            foreach (var culture in System.Globalization.CultureInfo.GetCultures(System.Globalization.CultureTypes.SpecificCultures).Append(System.Globalization.CultureInfo.InvariantCulture))
            {
                System.Globalization.CultureInfo.CurrentCulture = culture;
                var largest = Aggregates.MaxBy((string text) => text);
                var max = new Operators.Windows.MaxAggregate<string>();
                string kept = null!;
                max.Start(ref kept, "Zebra");
                max.Add(ref kept, "apple");

                kept.ShouldBe("apple");
                largest.GetResult(largest.Add(largest.Add(largest.CreateAccumulator(), "Zebra"), "apple")).ShouldBe("apple");
            }
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = former;
        }
    }
}
