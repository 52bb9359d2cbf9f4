using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Host.Logging;
using AkkaStreamProc.Host.Terminals;

namespace AkkaStreamProc.Host.Runs;

/// <summary>Brings a job to its end after a signal, and says how it ended.</summary>
internal sealed class JobEnd(Terminal terminal, Log log, TimeSpan stopTimeout)
{
    /// <summary>Stops the job unless it has ended by itself, and reports.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> ReachAsync(JobHandle job)
    {
        if (job.Completion.IsCompleted)
        {
            return Report(await job.Completion.ConfigureAwait(false));
        }

        var status = await job.GetStatusAsync().ConfigureAwait(false);
        if (status.State is not (JobState.Running or JobState.Finishing))
        {
            await CancelAsync(job).ConfigureAwait(false);
            log.Say($"Job {job.Name} was not running when it was stopped; started again it continues {FromWhere(status)}.");
            return ExitCode.Success;
        }

        log.Say($"Stopping job {job.Name} with a savepoint; another signal ends the process at once.");
        var stopped = job.StopWithSavepointAsync();
        if (await Task.WhenAny(stopped, job.Completion, Task.Delay(stopTimeout)).ConfigureAwait(false) is Task<JobStatus> { IsCompletedSuccessfully: true } ended)
        {
            return Report(await ended.ConfigureAwait(false));
        }

        if (stopped.IsFaulted)
        {
            terminal.Complain($"error: job {job.Name} wrote no savepoint: {stopped.Exception.InnerException!.Message}");
        }
        else
        {
            terminal.Complain($"error: job {job.Name} wrote no savepoint within {stopTimeout.TotalSeconds:0.#} s and is cancelled. Started again it continues {FromWhere(status)}.");
        }

        await CancelAsync(job).ConfigureAwait(false);
        return ExitCode.JobFailed;
    }

    private static string FromWhere(JobStatus status) =>
        status.LastCheckpoint is { } checkpoint ? $"from checkpoint {checkpoint.Id}" : "from the beginning, as it has no checkpoint yet";

    private async Task CancelAsync(JobHandle job) =>
        await Task.WhenAny(job.CancelAsync(), Task.Delay(stopTimeout)).ConfigureAwait(false);

    private int Report(JobStatus status)
    {
        switch (status.State)
        {
            case JobState.Finished:
                log.Say($"Job {status.Name} has finished.");
                break;
            case JobState.Stopped:
                log.Say($"Job {status.Name} is stopped; started again it continues from savepoint {status.LastCheckpoint?.Id}.");
                break;
            case JobState.Failed:
                terminal.Complain($"error: job {status.Name} failed: {status.LastFailure}");
                log.Say($"Started again it continues {FromWhere(status)}.");
                return ExitCode.JobFailed;
            default:
                terminal.Complain($"error: job {status.Name} was cancelled. Started again it continues {FromWhere(status)}.");
                return ExitCode.JobFailed;
        }

        terminal.Say(StatusText.Summary(status));
        return ExitCode.Success;
    }
}
