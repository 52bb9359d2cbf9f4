using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Sources;

public class BadRecordTests
{
    private static readonly BadRecord First = BadRecord.Create("a", 17, "no number", "x"u8);
    private static readonly BadRecord Second = BadRecord.Create("a", 19, "no number", "yy"u8);

    [Fact]
    public void Bad_record_fails_the_source_with_its_place_and_reason()
    {
        var run = Run(ErrorPolicy.Fail);

        var error = Should.Throw<BadRecordException>(() => run.RunToEnd());

        error.Record.ShouldBe(First);
        error.Message.ShouldContain("'source'");
        error.Message.ShouldContain("a at 17");
        error.Message.ShouldContain("no number");
        run.Operator.Counters.Bad.ShouldBe(2);
    }

    [Fact]
    public void Bad_records_are_left_out_and_counted()
    {
        var run = Run(ErrorPolicy.Skip).RunToEnd();

        run.Trace.ShouldBe(["1", "2"]);
        run.Bad.Values.ShouldBeEmpty();
        (run.Operator.Counters.In, run.Operator.Counters.Out, run.Operator.Counters.Bad).ShouldBe((4L, 2L, 2L));
    }

    [Fact]
    public void Bad_records_are_diverted_in_their_order()
    {
        var run = Run(ErrorPolicy.Divert).RunToEnd();

        run.Trace.ShouldBe(["1", "2"]);
        run.Bad.Values.ShouldBe([First, Second]);
        run.Operator.Counters.Bad.ShouldBe(2);
    }

    [Fact]
    public void Bad_record_keeps_the_beginning_of_what_is_too_long()
    {
        var raw = new byte[BadRecord.MaxRawBytes + 1];
        raw[0] = 7;

        var bad = BadRecord.Create("a", 0, "too long", raw);

        bad.Raw.Length.ShouldBe(BadRecord.MaxRawBytes);
        bad.Raw[0].ShouldBe((byte)7);
        bad.Length.ShouldBe(raw.Length);
    }

    private static SourceRun<int> Run(ErrorPolicy policy)
    {
        var source = new ScriptedSource<int>();
        source.Fetch(new OffsetSplit("a", 20), [First, Second], (1, 1), (2, 2));
        return new SourceRun<int>(source, WatermarkStrategy<int>.None(), policy: policy).Begin();
    }
}
