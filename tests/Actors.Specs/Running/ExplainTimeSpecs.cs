using AkkaStreamProc.Actors.Specs.Support;

namespace AkkaStreamProc.Actors.Specs.Running;

/// <summary>Why nothing comes out, asked of a handle; what is said of each cause is tested in virtual time.</summary>
public sealed class ExplainTimeSpecs(StreamSystem system) : IClassFixture<StreamSystem>
{
    [Fact]
    public async Task Running_job_is_explained_by_what_its_subtasks_report()
    {
        var source = new LogSource<Visit>();
        var job = await system.Run(Visits.Job(StreamSystem.NewName(), source, new ScriptedSink<string>()), Support.Settings.OnDemand);

        var why = await UntilReported(job);

        why.State.ShouldBe(JobState.Running);
        why.Reason.ShouldBeNull();
        why.Operators.ShouldNotBeEmpty();
        why.Operators[0].Reasons.ShouldHaveSingleItem().Cause.ShouldBe(TimeCause.NoRecords);
        why.ToString().ShouldContain($"Job {job.Name} at ");
        await job.CancelAsync();
    }

    [Fact]
    public async Task Job_that_has_ended_is_explained_by_its_end()
    {
        var job = await system.Run(Visits.Job(StreamSystem.NewName(), new LogSource<Visit>(), new ScriptedSink<string>()), Support.Settings.OnDemand);
        await job.CancelAsync();

        (await job.ExplainTimeAsync()).Reason.ShouldBe(new TimeReason(TimeCause.NotRunning, "The job has ended: it is Cancelled."));
    }

    [Fact]
    public void Restarting_job_says_why_and_what_it_waits_for()
    {
        var job = new PlayedJob().Running().Fail();
        job.Close();

        job.Run.ExplainTime().Reason!.Text.ShouldBe(
            "The job is restarting: attempt 1 failed: InvalidOperationException: played. No record flows before the next one, and it waits for the delay after a failure to be over.");
    }

    [Fact]
    public void Starting_job_says_whom_it_waits_for()
    {
        var job = new PlayedJob();
        job.Submit();
        job.Arrive();

        job.Run.ExplainTime().Reason!.Text.ShouldStartWith("The job is starting (attempt 1): no record flows yet, and it waits for ");
    }

    /// <summary>Subtasks report twice a second.</summary>
    private static async Task<TimeExplanation> UntilReported(JobHandle job)
    {
        while (true)
        {
            var why = await job.ExplainTimeAsync().Within("an explanation");
            if (why.Operators.Count > 0)
            {
                return why;
            }
        }
    }
}
