using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Specs.Support;

namespace AkkaStreamProc.Actors.Specs.Jobs;

/// <summary>Every request in every phase, against the table in <c>docs/lifecycle.md</c>.</summary>
public sealed class LifeCycleTableSpecs
{
    private static readonly Dictionary<string, Func<PlayedJob>> Phases = new()
    {
        ["starting"] = () =>
        {
            var job = new PlayedJob();
            job.Submit();
            return job.Arrive();
        },
        ["running"] = () => new PlayedJob().Running(),
        ["checkpointing"] = () => new PlayedJob().Running().Elapse(JobTimerKind.Checkpoint),
        ["stopping"] = () =>
        {
            var job = new PlayedJob().Running();
            job.Run.StopWithSavepoint(static _ => { });
            return job;
        },
        ["restarting"] = () => new PlayedJob().Running().Fail(),
        ["backing off"] = () => new PlayedJob().Running().Fail().Close(),
        ["finishing"] = () => new PlayedJob().Running().EndInput(),
        ["closing"] = Closing,
        ["ended"] = () => Closing().Close(),
        ["finished"] = () => new PlayedJob().Running().EndInput().PlayOut(),
        ["taking over"] = () =>
        {
            var job = new PlayedJob(JobHistory.Empty.Apply(new AttemptStarted(3, 0, 300)));
            job.Submit(new JobSettings()).ShouldBeEmpty();
            return job;
        },
    };

    public static TheoryData<string, string, string> Cells
    {
        get
        {
            var cells = new TheoryData<string, string, string>();
            var rows = Rows();
            foreach (var row in rows.Skip(1))
            {
                for (var column = 1; column < row.Length; column++)
                {
                    cells.Add(row[0], rows[0][column], row[column]);
                }
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Request_in_a_phase_is_answered_as_the_table_says(string phase, string request, string answer)
    {
        var job = Phases[phase]();

        AnswerTo(request, job, phase == "taking over").ShouldBe(answer);
    }

    [Fact]
    public void Table_has_every_phase() => Rows().Skip(1).Select(row => row[0]).ShouldBe(Phases.Keys, ignoreOrder: true);

    private static PlayedJob Closing()
    {
        var job = new PlayedJob().Running();
        job.Run.Cancel(static _ => { });
        return job;
    }

    private static string AnswerTo(string request, PlayedJob job, bool isTakingOver)
    {
        var statusBefore = job.Run.Status().State;
        switch (request)
        {
            case "submit":
                var answers = job.Submit();
                var isAnsweredAtOnce = answers.Count > 0;
                if (isTakingOver)
                {
                    // The one that waits already is accepted, this one is not; both wait for the same.
                    job.PlayOut();
                    answers.ShouldHaveSingleItem().Rejection.ShouldNotBeNull().ShouldContain("is already running (Starting)");
                    return isAnsweredAtOnce ? "at once" : "accepted when closed";
                }

                job.PlayOut();
                return answers.ShouldHaveSingleItem() switch
                {
                    { Rejection: not null } => isAnsweredAtOnce ? "refused" : "refused when closed",
                    { HadFinished: true } => "does not run again",
                    _ => isAnsweredAtOnce ? "accepted" : "accepted when closed",
                };
            case "savepoint":
                var begun = job.Environment.Triggered.LastOrDefault().CheckpointId;
                var savepoints = new List<CheckpointStatus>();
                var reasons = new List<string>();
                job.Run.TriggerSavepoint(savepoints.Add, reasons.Add);
                job.PlayOut();
                (savepoints.Count + reasons.Count).ShouldBe(1);
                return reasons.Count == 1 ? "refused"
                    : savepoints[0] is { IsSavepoint: true } savepoint && savepoint.Id > begun ? "a savepoint"
                    : $"checkpoint {savepoints[0].Id}, where {begun} had begun before";
            default:
                var ends = new List<JobStatus>();
                Action<Action<JobStatus>> ask = request switch
                {
                    "stop" => end => job.Run.StopWithSavepoint(end),
                    "cancel" => end => job.Run.Cancel(end),
                    "await end" => job.Run.AwaitEnd,
                    _ => throw new ArgumentException($"There is no request '{request}'."),
                };
                ask(ends.Add);
                ends.AddRange(job.Alive > 0 && ends.Count > 0 ? [ends[0] with { LastFailure = "told before the subtasks had closed" }] : []);
                job.PlayOut();
                return ends.Count == 0 ? "waits"
                    : ends.Count > 1 ? ends[1].LastFailure!
                    : ends[0].State == statusBefore ? "the end" : ends[0].State.ToString();
        }
    }

    private static List<string[]> Rows()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "AkkaStreamProc.sln")))
        {
            directory = directory.Parent!;
        }

        return
        [
            .. File.ReadLines(Path.Combine(directory.FullName, "docs", "lifecycle.md"))
                .SkipWhile(line => line != "## Requests")
                .SkipWhile(line => !line.StartsWith('|'))
                .TakeWhile(line => line.StartsWith('|'))
                .Where(line => !line.StartsWith("|---", StringComparison.Ordinal))
                .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
        ];
    }
}
