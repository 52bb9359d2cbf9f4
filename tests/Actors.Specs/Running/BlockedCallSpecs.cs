using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Specs.Support;

namespace AkkaStreamProc.Actors.Specs.Running;

/// <summary>Calls of user code that do not return: they are named, and nothing begins beside them.</summary>
public sealed class BlockedCallSpecs(StreamSystem system) : IClassFixture<StreamSystem>
{
    private static readonly JobSettings Impatient = Settings.OnDemand with
    {
        BlockedAfter = TimeSpan.FromMilliseconds(100),
        AnswerTimeout = TimeSpan.FromMilliseconds(300),
        CheckpointTimeout = TimeSpan.FromMilliseconds(300),
    };

    public static TheoryData<bool> Kinds => [true, false];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Job_with_a_call_that_does_not_return_says_so_answers_in_time_and_ends_when_it_returns(bool spins)
    {
        using var user = new StubbornCode(spins);
        var job = await system.Run(
            Visits.Job(StreamSystem.NewName(), new LogSource<Visit>().Append(0, Visits.Make(10)), new ScriptedSink<string>(), through: user.Pass), Impatient);

        await system.Told(job.Name, "A call of the operator 'map' has not returned for");
        (await job.GetStatusAsync().Within("the status")).Blocked.ShouldHaveSingleItem().ShouldContain("the operator 'map'");
        var stop = await Should.ThrowAsync<JobFailedException>(() => job.StopWithSavepointAsync().Within("the answer to the stop"));
        var cancel = await Should.ThrowAsync<JobFailedException>(() => job.CancelAsync().Within("the answer to the cancellation"));

        foreach (var answer in new[] { stop, cancel })
        {
            answer.IsTransient.ShouldBeTrue();
            answer.Message.ShouldContain("where a call of the operator 'map' has not returned for");
        }

        job.Completion.IsCompleted.ShouldBeFalse();
        user.Release();
        (await job.Completion.Within("the end")).State.ShouldBe(JobState.Cancelled);
    }

    [Fact]
    public async Task Next_attempt_begins_only_when_the_blocked_call_of_the_failed_one_has_returned()
    {
        using var user = new StubbornCode(spins: false);
        var calls = 0;
        var source = new LogSource<Visit>(2).Append(0, new Visit(0, 0)).Append(1, new Visit(1, 0)).End();
        var job = await system.Run(
            Visits.Job(
                StreamSystem.NewName(),
                source,
                new ScriptedSink<string>(),
                2,
                visit =>
                {
                    if (visit.Key == 0)
                    {
                        user.Pass(visit);
                    }
                    else if (Interlocked.Increment(ref calls) == 1)
                    {
                        user.Entered.Wait();
                        throw new InvalidOperationException("The other subtask fails.");
                    }

                    return visit;
                }),
            Impatient);

        await system.Told(job.Name, "Attempt 1 failed");
        await system.Told(job.Name, "has not returned for");
        (await job.GetStatusAsync().Within("the status")).State.ShouldBe(JobState.Restarting);
        user.Release();
        (await job.Completion.Within("the end")).State.ShouldBe(JobState.Finished);

        user.MostAtOnce.ShouldBe(1, "no second attempt ran beside the blocked call");
    }

    /// <summary>A function that comes back when the spec says so, with its thread asleep or busy.</summary>
    private sealed class StubbornCode(bool spins) : IDisposable
    {
        private readonly ManualResetEventSlim _released = new();
        private int _inside;

        public ManualResetEventSlim Entered { get; } = new();

        public int MostAtOnce { get; private set; }

        public Visit Pass(Visit visit)
        {
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _inside));
            Entered.Set();
            if (spins)
            {
                while (!_released.IsSet)
                {
                    Thread.SpinWait(100);
                }
            }
            else
            {
                _released.Wait();
            }

            Interlocked.Decrement(ref _inside);
            return visit;
        }

        public void Release() => _released.Set();

        public void Dispose()
        {
            _released.Set();
            Entered.Dispose();
        }
    }
}
