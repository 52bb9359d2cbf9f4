using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Specs.Subtasks;

public sealed class SourceDriverSpecs
{
    private readonly ScriptedSteps _source = new();
    private readonly SourceDriver _driver;
    private long _now;

    public SourceDriverSpecs() => _driver = new SourceDriver(_source, TimeSpan.FromMilliseconds(200), () => _now);

    [Fact]
    public void Barrier_waits_until_the_source_has_started()
    {
        _driver.Trigger(new ChannelBarrier(1), stopsSource: false, default);
        _source.Then(SourceStep.Starting, SourceStep.StatusChanged);

        Turns(3).ShouldBe([SourceTurn.Nothing, SourceTurn.Status, SourceTurn.Barrier]);
        _driver.TakeBarrier().ShouldBe(new ChannelBarrier(1));
    }

    [Fact]
    public void Barrier_waits_for_the_end_of_the_fetch_at_hand()
    {
        Start();
        _source.IsAtFetchBoundary = false;
        _driver.Trigger(new ChannelBarrier(1), stopsSource: false, default);
        _source.Then(SourceStep.Emitted);

        Turns(1).ShouldBe([SourceTurn.Emitted]);
        _source.IsAtFetchBoundary = true;
        Turns(1).ShouldBe([SourceTurn.Barrier]);
    }

    [Fact]
    public void Barriers_come_in_the_order_of_their_triggers_before_anything_is_read()
    {
        Start();
        _driver.Trigger(new ChannelBarrier(1), stopsSource: false, default);
        _driver.Trigger(new ChannelBarrier(2), stopsSource: false, default);

        _driver.Next().ShouldBe(SourceTurn.Barrier);
        _driver.TakeBarrier().ShouldBe(new ChannelBarrier(1));
        _driver.Next().ShouldBe(SourceTurn.Barrier);
        _driver.TakeBarrier().ShouldBe(new ChannelBarrier(2));
        _source.Steps.ShouldBe(1);
    }

    [Fact]
    public void Stopped_source_reads_nothing_more_but_still_answers_triggers()
    {
        Start();
        _driver.Trigger(new ChannelBarrier(1), stopsSource: true, default);
        _driver.Next();
        _driver.TakeBarrier();

        Turns(2).ShouldBe([SourceTurn.Nothing, SourceTurn.Nothing]);
        _driver.Trigger(new ChannelBarrier(2), stopsSource: false, default);
        Turns(1).ShouldBe([SourceTurn.Barrier]);
        _source.Steps.ShouldBe(1);
    }

    [Fact]
    public void Watermark_at_a_point_is_sent_before_anything_else()
    {
        Start();
        _source.Then(SourceStep.EmittedToPoint);
        _driver.Next().ShouldBe(SourceTurn.Emitted);
        _source.Watermark = 99;
        _source.Then(SourceStep.EmittedToPoint);
        _driver.Next();
        _driver.Trigger(new ChannelBarrier(1), stopsSource: false, default);

        _driver.Next().ShouldBe(SourceTurn.Watermark);
        _driver.TakeWatermark().ShouldBe(99);
        _driver.Next().ShouldBe(SourceTurn.Barrier);
    }

    [Fact]
    public void Watermark_that_was_not_sent_yet_goes_before_a_barrier()
    {
        Start();
        _source.Watermark = 10;
        _source.Then(SourceStep.Emitted);
        _driver.Next();
        _driver.TakeWatermark();
        _source.Watermark = 20;
        _driver.Trigger(new ChannelBarrier(1), stopsSource: false, default);

        _driver.Next().ShouldBe(SourceTurn.Watermark);
        _driver.TakeWatermark().ShouldBe(20);
        _driver.Next().ShouldBe(SourceTurn.Barrier);
    }

    [Fact]
    public void Watermark_between_points_is_sent_at_most_once_an_interval()
    {
        Start();
        _source.Watermark = 10;
        _source.Then(SourceStep.Emitted);
        _driver.Next();
        _driver.Next().ShouldBe(SourceTurn.Watermark);
        _driver.TakeWatermark();
        _source.Watermark = 20;
        _now = 199;
        _source.Then(SourceStep.Emitted, SourceStep.Emitted);

        _driver.Next().ShouldBe(SourceTurn.Emitted);
        _now = 200;
        _driver.Next().ShouldBe(SourceTurn.Emitted);
        _driver.Next().ShouldBe(SourceTurn.Watermark);
        _driver.TakeWatermark().ShouldBe(20);
    }

    [Fact]
    public void Source_that_waits_sends_its_watermark_at_once_and_only_once()
    {
        Start();
        _source.Watermark = 10;
        _source.Then(SourceStep.Waiting);

        _driver.Next().ShouldBe(SourceTurn.Watermark);
        _driver.TakeWatermark();
        _source.Then(SourceStep.Waiting);
        _driver.Next().ShouldBe(SourceTurn.Nothing);
    }

    [Fact]
    public void End_comes_once_and_barriers_after_it_still_do()
    {
        Start();
        _source.Then(SourceStep.Finished);

        Turns(2).ShouldBe([SourceTurn.End, SourceTurn.Nothing]);
        _driver.Trigger(new ChannelBarrier(5), stopsSource: false, default);
        Turns(1).ShouldBe([SourceTurn.Barrier]);
        _source.Steps.ShouldBe(2);
    }

    [Fact]
    public void Source_that_becomes_idle_says_what_it_knows_of_the_time_first()
    {
        Start();
        (_source.Watermark, _source.IsIdle) = (10, true);
        _source.Then(SourceStep.StatusChanged, SourceStep.Waiting);

        _driver.Next().ShouldBe(SourceTurn.Watermark);
        _driver.TakeWatermark().ShouldBe(10);
        // A barrier would come between them, and a watermark behind the status would make the source active again.
        _driver.Trigger(new ChannelBarrier(1), stopsSource: false, default);
        Turns(1).ShouldBe([SourceTurn.Status]);
        Turns(1).ShouldBe([SourceTurn.Barrier]);
        _driver.TakeBarrier();
        Turns(1).ShouldBe([SourceTurn.Nothing]);
    }

    [Fact]
    public void Source_that_is_idle_from_the_start_says_so_first_and_last()
    {
        (_source.Watermark, _source.IsIdle) = (10, true);
        _source.Then(SourceStep.StatusChanged, SourceStep.Waiting);

        Turns(2).ShouldBe([SourceTurn.Status, SourceTurn.Watermark]);
        _driver.TakeWatermark();
        Turns(2).ShouldBe([SourceTurn.Status, SourceTurn.Nothing]);
    }

    [Fact]
    public void What_the_enumerator_says_behind_a_trigger_waits_for_the_barrier()
    {
        Start();
        _driver.Assign(Splits("a"));
        _driver.Trigger(new ChannelBarrier(1), stopsSource: false, new byte[] { 1 });
        _driver.Assign(Splits("b"));
        _driver.Trigger(new ChannelBarrier(2), stopsSource: false, new byte[] { 2 });
        _driver.Assign(Splits("c"));
        _source.Log.ShouldBe(["forgets a"]);

        _driver.Next().ShouldBe(SourceTurn.Barrier);
        _driver.TakeBarrier();
        _source.Log.ShouldBe(["forgets a", "keeps 1"]);
        _driver.Next().ShouldBe(SourceTurn.Barrier);
        _driver.TakeBarrier();
        _source.Then(SourceStep.Waiting);
        _driver.Next();

        _source.Log.ShouldBe(["forgets a", "keeps 1", "forgets b", "keeps 2", "forgets c"]);
    }

    [Fact]
    public void Barrier_that_follows_another_at_once_has_what_the_enumerator_said_in_between()
    {
        Start();
        _driver.Trigger(new ChannelBarrier(1), stopsSource: false, new byte[] { 1 });
        _driver.Assign(Splits("a"));
        _driver.Trigger(new ChannelBarrier(2), stopsSource: false, new byte[] { 2 });

        // As in the middle of a walk, in which nothing is read between the two.
        _driver.IsBarrierDue.ShouldBeTrue();
        _driver.TakeBarrier();
        _driver.IsBarrierDue.ShouldBeTrue();
        _driver.TakeBarrier();

        _source.Log.ShouldBe(["keeps 1", "forgets a", "keeps 2"]);
    }

    private static SplitAssignment Splits(string forgotten) => new([], [forgotten]);

    private void Start()
    {
        _source.Then(SourceStep.StatusChanged);
        _driver.Next().ShouldBe(SourceTurn.Status);
    }

    private SourceTurn[] Turns(int count) => [.. Enumerable.Range(0, count).Select(_ => _driver.Next())];

    private sealed class ScriptedSteps : ISourceOperator
    {
        private readonly Queue<SourceStep> _script = new();

        public int Steps { get; private set; }

        public long Watermark { get; set; } = Watermarks.Min;

        public bool IsIdle { get; set; }

        public SourceRange? Range => null;

        public void Align(long slowest)
        {
        }

        public SourceTime ExplainTime() => new(true, true, null, false, 0, 0, null, null, null);

        public bool IsAtFetchBoundary { get; set; } = true;

        public void Then(params SourceStep[] steps) => Array.ForEach(steps, _script.Enqueue);

        public StoredSource? Restored => null;

        public List<string> Log { get; } = [];

        public void Start()
        {
        }

        public void Assign(SplitAssignment assignment) => Log.AddRange(assignment.Forgotten.Select(id => $"forgets {id}"));

        public void KeepForEnumerator(ReadOnlyMemory<byte> bytes)
        {
            if (!bytes.IsEmpty)
            {
                Log.Add($"keeps {bytes.Span[0]}");
            }
        }

        public IReadOnlyList<SplitMeasurement> Measure() => [];

        public SourceStep Step()
        {
            Steps++;
            return _script.Dequeue();
        }
    }
}
