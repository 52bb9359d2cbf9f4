using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Sources;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Actors.Specs.Sources;

public sealed class SourceAlignmentSpecs
{
    private const int Subtasks = 100;

    private readonly List<(SubtaskId Subtask, long Slowest)> _told = [];
    private readonly SourceAlignment _alignment;

    public SourceAlignmentSpecs()
    {
        var job = new JobBuilder("aligned") { Parallelism = Subtasks };
        job.FromSource(new CollectionSource<long>([]), WatermarkStrategy<long>.Monotonous().WithAlignment("all", TimeSpan.FromSeconds(1)), "numbers")
            .SinkTo(new CollectingSink<long>());
        var graph = job.Build();
        _alignment = new SourceAlignment(graph, graph.Plan, (subtask, slowest) => _told.Add((subtask, slowest)));
    }

    [Fact]
    public void Subtasks_that_do_not_wait_are_told_when_they_say_how_far_they_are()
    {
        for (var time = 1; time <= 10; time++)
        {
            for (var index = 0; index < Subtasks; index++)
            {
                Take(index, (time * Subtasks) + index);
            }
        }

        _told.Count.ShouldBeLessThanOrEqualTo(10 * Subtasks, "the slowest is another each time");
        _told[^1].ShouldBe((Of(Subtasks - 1), 10 * Subtasks));
    }

    [Fact]
    public void Subtask_that_waits_is_told_once_as_soon_as_it_need_not()
    {
        for (var index = 1; index < Subtasks; index++)
        {
            Take(index, 1000, awaited: index == 1 ? 5 : Watermarks.Min);
        }

        for (var time = 1; time <= 10; time++)
        {
            _told.Clear();
            Take(0, time);
            _told.ShouldBe(time == 5 ? [(Of(0), time), (Of(1), time)] : [(Of(0), time)], ignoreOrder: true);
        }
    }

    [Fact]
    public void All_are_told_that_the_slowest_is_further_behind_than_they_know()
    {
        // Nothing counts before the last of them has spoken, so each speaks twice to know where the slowest is.
        for (var index = 0; index < 2 * Subtasks; index++)
        {
            Take(index % Subtasks, 1000);
        }

        _told.Clear();
        Take(7, 3);

        _told.ShouldBe(Enumerable.Range(0, Subtasks).Select(index => (Of(index), 3L)), ignoreOrder: true);
    }

    [Fact]
    public void Whoever_waits_goes_on_where_nobody_counts_any_more()
    {
        Take(0, 1000, awaited: 5);
        for (var index = 1; index < Subtasks; index++)
        {
            Take(index, Watermarks.Max);
        }

        _told.ShouldContain((Of(0), 1000));
    }

    [Fact]
    public void Slowest_of_the_others_is_known_by_name()
    {
        for (var index = 0; index < Subtasks; index++)
        {
            Take(index, 1000 - index);
        }

        _alignment.SlowestBeside(Of(3)).ShouldBe((Of(Subtasks - 1), 1000 - Subtasks + 1));
        _alignment.SlowestBeside(Of(Subtasks - 1)).ShouldBe((Of(Subtasks - 2), 1000 - Subtasks + 2));
        _alignment.SlowestBeside(new SubtaskId(1, 0)).ShouldBeNull();
    }

    private static SubtaskId Of(int index) => new(0, index);

    private void Take(int index, long lowest, long awaited = Watermarks.Min) => _alignment.Take(Of(index), lowest, awaited);
}
