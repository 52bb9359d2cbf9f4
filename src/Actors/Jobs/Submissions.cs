using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>The submissions of a job: those that wait until whatever ran before is closed, and how earlier ones ended.</summary>
internal sealed class Submissions(string job)
{
    private const int RememberedEnds = 16;

    private readonly List<Waiting> _waiting = [];
    private readonly Queue<(int Submission, JobStatus End)> _ends = new();

    /// <summary>The number of the submission at hand; 0 before the first.</summary>
    public int Current { get; private set; }

    /// <summary>How a submission ended that another has followed, or <see langword="null"/> for the one at hand.</summary>
    public JobStatus? EndOf(int submission)
    {
        if (submission == Current)
        {
            return null;
        }

        var known = _ends.FirstOrDefault(e => e.Submission == submission);
        return known.End ?? new JobStatus(
            job, JobState.Cancelled, 0, null, long.MinValue, [], $"{Current - submission} submissions of the job have followed this one; how it ended is not remembered.");
    }

    /// <summary>A submission was accepted.</summary>
    /// <param name="before">How the one before it ended.</param>
    public void Follow(JobStatus before)
    {
        if (Current > 0)
        {
            _ends.Enqueue((Current, before));
            while (_ends.Count > RememberedEnds)
            {
                _ends.Dequeue();
            }
        }

        Current++;
    }

    public void Add(Waiting submission) => _waiting.Add(submission);

    public bool Contains(Waiting submission) => _waiting.Contains(submission);

    /// <returns>Whether it was still waiting.</returns>
    public bool Withdraw(Waiting submission) => _waiting.Remove(submission);

    /// <summary>Takes the one that waits longest.</summary>
    public Waiting? Take()
    {
        var first = _waiting.FirstOrDefault();
        _waiting.Remove(first!);
        return first;
    }

    /// <summary>Refuses all that wait.</summary>
    public void Reject(string reason)
    {
        var waiting = _waiting.ToList();
        _waiting.Clear();
        waiting.ForEach(w => w.Answer(SubmitAnswer.Reject(reason)));
    }

    /// <param name="Graph">The job.</param>
    /// <param name="Submit">What was asked for.</param>
    /// <param name="Answer">Takes the answer, once.</param>
    internal sealed record Waiting(JobGraph Graph, JobProtocol.Submit Submit, Action<SubmitAnswer> Answer);
}
