using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Specs.Queries;

/// <summary>Tables that change, read from outside by the names of their operators.</summary>
public class TableReadingSpecs(StreamSystem system) : IClassFixture<StreamSystem>
{
    private const string Table = "table";

    private readonly LogSource<Visit> _source = new();
    private readonly string _name = StreamSystem.NewName();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Tables_have_what_their_changes_make_live_and_of_the_last_checkpoint(int parallelism)
    {
        var visits = Visits.Make(300, keys: 20);
        _source.Append(0, visits);
        var declared = new JobBuilder(_name) { Parallelism = parallelism };
        var stream = declared.FromSource(_source, WatermarkStrategy<Visit>.Monotonous().WithTimestamps(v => v.Time));
        var ofKeys = stream.KeyBy(v => v.Key).Updating(Ttl.AfterCreate(TimeSpan.FromDays(1)));
        ofKeys.Count("counts").Changes().SinkTo(new ScriptedSink<Change<int, long>>(), "a");
        ofKeys.First("first").SinkTo(new ScriptedSink<Visit>(), "b");
        ofKeys.LastBy(v => -v.Time % 7, v => v.Key == 3, "least").Changes().SinkTo(new ScriptedSink<Change<int, Visit>>(), "c");
        var last = ofKeys.Last(IsRemoval, "last");
        var groups = last.GroupBy(v => v.Key % 4, Ttl.Never);
        groups.Max(v => v.Time, "largest").Changes().SinkTo(new ScriptedSink<Change<int, long>>(), "d");
        groups.Last(name: "newest").Changes().SinkTo(new ScriptedSink<Change<int, Visit>>(), "e");
        groups.Top(2, v => v.Time, name: "top").Changes().SinkTo(new ScriptedSink<Change<(int, int), Visit>>(), "f");
        groups.TopByRank(3, v => v.Time, isAscending: true, "ranked").Changes().SinkTo(new ScriptedSink<Change<(int, int), Visit>>(), "g");
        var job = await system.Run(declared.Build(), Settings.OnDemand);
        await _source.Fetches.Until(f => f.Sum(x => x.Count) >= visits.Length, "all records read");
        await system.Told(_name, "is running");
        await job.TriggerSavepointAsync().Within("the savepoint");

        // By hand.
        var byKey = visits.GroupBy(v => v.Key).ToDictionary(own => own.Key, own => own.ToList());
        var rows = byKey.Where(own => !IsRemoval(own.Value[^1])).Select(own => own.Value[^1]).ToList();
        var byGroup = rows.GroupBy(v => v.Key % 4).ToDictionary(own => own.Key, own => own.OrderBy(v => v.Time).ToList());
        rows.Count.ShouldBeInRange(10, 19);
        foreach (var reading in Enum.GetValues<StateReading>())
        {
            (await Read<long>(job, "counts", reading)).ShouldBe(Sorted(byKey, own => own.LongCount()));
            (await Read<Visit>(job, "first", reading)).ShouldBe(Sorted(byKey, own => own[0]));
            (await Read<Visit>(job, "last", reading)).ShouldBe(rows.OrderBy(v => v.Key).Select(v => KeyValuePair.Create(v.Key, v)));
            (await Read<Visit>(job, "least", reading)).ShouldBe(Sorted(byKey.Where(own => own.Key != 3), own => own.OrderBy(v => -v.Time % 7).ThenBy(v => v.Time).Last()));
            (await Read<long>(job, "largest", reading)).ShouldBe(Sorted(byGroup, own => own[^1].Time));
            (await Read<Visit>(job, "newest", reading)).Select(e => (e.Key, e.Value.Key % 4)).ShouldBe(byGroup.Keys.Order().Select(key => (key, key)));
            (await Read<IReadOnlyList<Visit>>(job, "top", reading)).Select(e => (e.Key, string.Join(" ", e.Value))).ShouldBe(Sorted(byGroup, own => string.Join(" ", own.AsEnumerable().Reverse().Take(2))).Select(e => (e.Key, e.Value)));
            (await Read<IReadOnlyList<Visit>>(job, "ranked", reading)).Select(e => (e.Key, string.Join(" ", e.Value))).ShouldBe(Sorted(byGroup, own => string.Join(" ", own.Take(3))).Select(e => (e.Key, e.Value)));
            (await job.State<int, Visit>("last", Table).GetAsync(visits.First(v => !rows.Exists(r => r.Key == v.Key)).Key, reading)).HasValue.ShouldBeFalse();
            (await job.State<int, Visit>("least", Table).GetAsync(3, reading)).HasValue.ShouldBeFalse();
        }
    }

    private static bool IsRemoval(Visit visit) => visit.Key % 5 == 1;

    private static async Task<List<KeyValuePair<int, T>>> Read<T>(JobHandle job, string operatorName, StateReading reading)
    {
        var read = new List<KeyValuePair<int, T>>();
        await foreach (var (key, value) in job.State<int, T>(operatorName, Table).ReadAllAsync(reading))
        {
            read.Add(KeyValuePair.Create(key, value));
        }

        return [.. read.OrderBy(e => e.Key)];
    }

    private static IEnumerable<KeyValuePair<int, T>> Sorted<T>(IEnumerable<KeyValuePair<int, List<Visit>>> own, Func<List<Visit>, T> of) =>
        own.OrderBy(e => e.Key).Select(e => KeyValuePair.Create(e.Key, of(e.Value)));
}
