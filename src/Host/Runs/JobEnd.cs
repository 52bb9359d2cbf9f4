using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Host.Logging;

namespace AkkaStreamProc.Host.Runs;

/// <summary>Brings a job to its end after a signal, and says how it ended.</summary>
internal sealed class JobEnd(Log log, TimeSpan stopTimeout, IReadOnlyCollection<string> badDirectories)
{
    /// <summary>Stops the job unless it has ended by itself, and reports.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> ReachAsync(JobHandle job)
    {
        if (job.Completion.IsCompleted)
        {
            return Report(await job.Completion.ConfigureAwait(false), job.HadFinished);
        }

        log.Say($"Stopping job {job.Name} with a savepoint; another signal ends the process at once.");
        var stopped = job.StopWithSavepointAsync();
        if (await Task.WhenAny(stopped, job.Completion, Task.Delay(stopTimeout)).ConfigureAwait(false) is Task<JobStatus> { IsCompletedSuccessfully: true } ended)
        {
            return Report(await ended.ConfigureAwait(false), hadFinished: false);
        }

        var reason = stopped.IsFaulted ? stopped.Exception.InnerException!.Message : $"it took longer than {stopTimeout.TotalSeconds:0.#} s";
        log.Complain($"job {job.Name} wrote no savepoint: {reason}. It is cancelled, and started again continues from its last checkpoint.", ("job", job.Name));
        await Task.WhenAny(job.CancelAsync(), Task.Delay(stopTimeout)).ConfigureAwait(false);
        return ExitCode.JobFailed;
    }

    private static string FromWhere(JobStatus status) =>
        status.LastCheckpoint is { } checkpoint ? $"from checkpoint {checkpoint.Id}" : "from the beginning, as it has no checkpoint yet";

    private static string Where(JobStatus status) => status.LastCheckpoint?.Directory is { } directory ? $" The savepoint lies in '{directory}'." : "";

    private int Report(JobStatus status, bool hadFinished)
    {
        switch (status.State)
        {
            case JobState.Finished when hadFinished:
                break;
            case JobState.Finished:
                log.Say($"Job {status.Name} has finished.");
                break;
            case JobState.Stopped:
                log.Say($"Job {status.Name} is stopped; started again it continues {FromWhere(status)}.{Where(status)}");
                break;
            case JobState.Failed:
                log.Complain($"job {status.Name} failed: {status.LastFailure}", StatusText.Fields(status));
                log.Say($"Started again it continues {FromWhere(status)}.");
                return ExitCode.JobFailed;
            case JobState.Cancelled when status.LastFailure is { } cause:
                log.Complain($"job {status.Name} could not start: {cause}", StatusText.Fields(status));
                return ExitCode.JobFailed;
            default:
                log.Complain($"job {status.Name} was cancelled. Started again it continues {FromWhere(status)}.", StatusText.Fields(status));
                return ExitCode.JobFailed;
        }

        foreach (var loss in StatusText.Losses(status, badDirectories.Select(FirstBadRecord.DescribeIn).FirstOrDefault(text => text is not null)))
        {
            log.Say(loss);
        }

        log.Say(StatusText.Summary(status), StatusText.Fields(status));
        return ExitCode.Success;
    }
}
