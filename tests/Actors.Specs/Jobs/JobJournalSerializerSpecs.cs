using System.Text;
using System.Text.Json;
using AkkaStreamProc.Actors.Jobs.Journal;

namespace AkkaStreamProc.Actors.Specs.Jobs;

public sealed class JobJournalSerializerSpecs
{
    // The serializer touches its system only when it is registered, which it is not here.
    private readonly JobJournalSerializer _serializer = new(null!);

    public static TheoryData<int> Examples => [.. Enumerable.Range(0, JournalEvents.Examples.Count)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Event_comes_back_as_it_was(int example)
    {
        var journalled = JournalEvents.Examples[example];

        var back = _serializer.FromBinary(_serializer.ToBinary(journalled), _serializer.Manifest(journalled));

        back.GetType().ShouldBe(journalled.GetType());
        // Lists inside records compare by reference, their JSON does not.
        JsonSerializer.Serialize(back, back.GetType()).ShouldBe(JsonSerializer.Serialize(journalled, journalled.GetType()));
    }

    [Fact]
    public void Examples_cover_every_event() =>
        JournalEvents.Examples.Select(e => e.GetType()).Where(t => t.IsSubclassOf(typeof(JobJournalEvent))).Distinct().Count()
            .ShouldBe(typeof(JobJournalEvent).Assembly.GetTypes().Count(t => t.IsSubclassOf(typeof(JobJournalEvent))));

    /// <summary>
    /// The committed lines are what stores out there contain. A change here makes them unreadable: add a new manifest
    /// instead, and keep reading the old one.
    /// </summary>
    [Fact]
    public void Written_form_is_the_committed_one()
    {
        var written = JournalEvents.Examples.Select(e => $"{_serializer.Manifest(e)} {Encoding.UTF8.GetString(_serializer.ToBinary(e))}");

        written.ShouldBe(Committed());
    }

    [Theory]
    [InlineData("journal-events.txt", 1, 2)]
    // Earlier builds knew no savepoints from elsewhere.
    [InlineData("journal-events-without-branch.txt", 1, 2)]
    // Earlier releases wrote of the plan of an attempt how many subtasks each operator had.
    [InlineData("journal-events-without-plan.txt", 1, 2)]
    // Earlier releases did not write where the state of an operator lies.
    [InlineData("journal-events-without-places.txt", 1, 2)]
    // Earlier releases did not write how many subtasks an attempt had.
    [InlineData("journal-events-without-parallelism.txt", null, null)]
    public void Committed_form_can_be_read(string form, int? parallelism, int? highest)
    {
        var read = Committed(form).Select(line => line.Split(' ', 2)).Select(p => _serializer.FromBinary(Encoding.UTF8.GetBytes(p[1]), p[0])).ToList();

        (read.OfType<JobSubmitted>().Single() with { Life = JournalEvents.Submitted.Life }).ShouldBe(JournalEvents.Submitted);
        var attempt = read.OfType<AttemptStarted>().Single();
        (attempt with { Parallelism = null, Plan = null }).ShouldBe(new AttemptStarted(1, 0, 100));
        attempt.ParallelismOfOperators().Where(o => o.Key == "count").Select(o => (int?)o.Value).SingleOrDefault().ShouldBe(parallelism);
        read.OfType<CheckpointCompleted>().Single().Checkpoint.Parallelism["count"].ShouldBe(4);
        var history = read.OfType<JobHistory>().Single();
        history.Checkpoints.Select(c => c.Id).ShouldBe([7, 201]);
        history.Last!.Operators[1].Late.ShouldBe(2);
        history.Last.Status.Duration.ShouldBe(TimeSpan.FromMilliseconds(12.5));
        history.End.ShouldBe(JobState.Stopped);
        (history.HighestParallelism.TryGetValue("count", out var most) ? most : (int?)null).ShouldBe(highest);
        history.Apply(new AttemptStarted(3, 201, 400, new Dictionary<string, int> { ["count"] = 1 })).HighestParallelism["count"].ShouldBe(highest ?? 1);
    }

    [Fact]
    public void Unknown_manifest_is_refused_by_name() =>
        Should.Throw<ArgumentException>(() => _serializer.FromBinary("{}"u8.ToArray(), "JobRenamed")).Message.ShouldContain("'JobRenamed'");

    [Fact]
    public void Foreign_object_is_refused_by_type() =>
        Should.Throw<ArgumentException>(() => _serializer.Manifest("text")).Message.ShouldContain("System.String");

    private static string[] Committed(string form = "journal-events.txt")
    {
        using var stream = typeof(JobJournalSerializerSpecs).Assembly.GetManifestResourceStream(form)!;
        return new StreamReader(stream).ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
