using AkkaStreamProc.Host.Runs;

namespace AkkaStreamProc.Host.Tests.Runs;

public class StatusTextTests
{
    [Fact]
    public void Run_without_losses_has_nothing_to_say() => StatusText.Losses(Status(new OperatorStatus("clicks", true, false, 10, 10, 0, 0)), null).ShouldBeEmpty();

    [Fact]
    public void Every_kind_of_record_in_no_result_has_its_sentence()
    {
        var status = Status(
            new OperatorStatus("clicks", IsSource: true, IsSink: false, 10, 10, Late: 0, Bad: 2),
            new OperatorStatus("parse", IsSource: false, IsSink: false, 8, 8, Late: 0, Bad: 0, Skipped: 3, Diverted: 4),
            new OperatorStatus("counts", IsSource: false, IsSink: false, 8, 8, Late: 5, Bad: 0));

        var losses = StatusText.Losses(status, "The first: x.").ToList();

        losses.Count.ShouldBe(4);
        losses[0].ShouldBe("2 record(s) could not be decoded and are in no result. The first: x.");
        losses[1].ShouldStartWith("3 record(s) failed in parse, were skipped");
        losses[2].ShouldStartWith("4 record(s) failed in parse and went to");
        losses[3].ShouldStartWith("5 record(s) came too late");
    }

    [Fact]
    public void Late_and_bad_records_stand_before_what_a_narrow_terminal_cuts()
    {
        var line = StatusText.Line(Status(new OperatorStatus("clicks", true, false, 123_456_789, 10, 7, 9)), 1_000_000, DateTimeOffset.UnixEpoch);

        line.IndexOf("bad 9", StringComparison.Ordinal).ShouldBeInRange(0, 79);
    }

    [Fact]
    public void Table_that_is_loaded_stands_first_and_goes_when_it_is_complete()
    {
        var status = Status(new OperatorStatus("orders", true, false, 0, 0, 0, 0)) with
        {
            Tables =
            [
                new TableStatus("enriched", ["customers"], ["orders"], IsComplete: false) { Splits = 4, SplitsLoaded = 3, Left = 1200 },
                new TableStatus("priced", ["prices"], ["orders"], IsComplete: true) { Splits = 1, SplitsLoaded = 1 },
            ],
        };

        StatusText.Line(status, 0, DateTimeOffset.UnixEpoch).ShouldStartWith("running  loading customers: 3 of 4 splits, 1200 left  in 0 (0/s)");
        StatusText.Fields(status).ShouldContain(("tables_loading", (object?)1));
    }

    private static JobStatus Status(params OperatorStatus[] operators) =>
        new("job", JobState.Running, Attempt: 1, LastCheckpoint: null, Watermark: 0, operators, LastFailure: null);
}
