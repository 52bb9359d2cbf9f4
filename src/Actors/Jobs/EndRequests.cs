namespace AkkaStreamProc.Actors.Jobs;

/// <summary>Who waits for the end of the job.</summary>
internal sealed class EndRequests
{
    private readonly List<Action<JobStatus>> _waiting = [];

    public void Add(Action<JobStatus> answer) => _waiting.Add(answer);

    public bool Contains(Action<JobStatus> answer) => _waiting.Contains(answer);

    /// <returns>Whether it was still waiting.</returns>
    public bool Withdraw(Action<JobStatus> answer) => _waiting.Remove(answer);

    /// <summary>What tells everybody who still waits.</summary>
    public Action Take(JobStatus end)
    {
        var waiting = _waiting.ToList();
        _waiting.Clear();
        return () => waiting.ForEach(answer => answer(end));
    }
}
