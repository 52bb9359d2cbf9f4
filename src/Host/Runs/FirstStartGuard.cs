using Akka.Actor;
using AkkaStreamProc.Actors.Jobs;

namespace AkkaStreamProc.Host.Runs;

/// <summary>Cancels a job whose very first attempt fails before it has read anything.</summary>
/// <remarks>
/// That is a wrong path, an unknown topic or a missing right, which no retry mends, and the person who typed the command
/// is waiting. What passes by itself (a broker that is away) is waited for by the connectors and fails no attempt.
/// </remarks>
internal sealed class FirstStartGuard : ReceiveActor
{
    public FirstStartGuard(JobHandle job)
    {
        Context.System.EventStream.Subscribe(Self, typeof(JobEvent));
        Receive<JobEvent>(_ => job.GetStatusAsync().PipeTo(Self));
        Receive<JobStatus>(status =>
        {
            if (status is { LastCheckpoint: not null } or { RecordsIn: > 0 } or { State: not (JobState.Starting or JobState.Restarting or JobState.Running) })
            {
                Context.Stop(Self);
            }
            else if (status.LastFailure is not null)
            {
                job.CancelAsync();
                Context.Stop(Self);
            }
        });
    }
}
