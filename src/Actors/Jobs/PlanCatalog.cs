using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>The plans one process knows. An attempt is pinned to the plan it was accepted with, whatever is submitted beside it.</summary>
/// <remarks>
/// <para>
/// Two plans of one job may have the same fingerprint and different code, so a fingerprint alone does not say which one
/// an attempt runs. Each submission gets an id, which travels with its deployments. A process that runs subtasks of a job
/// that was submitted elsewhere has no plan of that id: it takes the registered one of the same fingerprint and keeps to it.
/// </para>
/// <para>Thread-safe.</para>
/// </remarks>
internal sealed class PlanCatalog
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, JobGraph> _registered = [];
    private readonly Dictionary<string, Plan> _plans = [];
    private long _number;

    /// <summary>Makes a job known for subtasks of a submission elsewhere.</summary>
    public void Register(JobGraph graph)
    {
        lock (_gate)
        {
            _registered[graph.Name] = graph;
        }
    }

    /// <summary>What is registered of a job, or <see langword="null"/>.</summary>
    public JobGraph? Registered(string job)
    {
        lock (_gate)
        {
            return _registered.GetValueOrDefault(job);
        }
    }

    /// <summary>Takes a plan that is about to be submitted.</summary>
    /// <returns>Its id.</returns>
    public string Offer(JobGraph graph)
    {
        var id = Guid.NewGuid().ToString("n");
        lock (_gate)
        {
            _plans[id] = new Plan(graph, ++_number);
        }

        return id;
    }

    /// <summary>The submission was refused: nothing will run this plan.</summary>
    public void Withdraw(string id)
    {
        lock (_gate)
        {
            _plans.Remove(id);
        }
    }

    /// <summary>The plan of a submission, or <see langword="null"/> where this process has none of its id and none of its fingerprint.</summary>
    public JobGraph? Find(string job, string id, string fingerprint)
    {
        lock (_gate)
        {
            return _plans.TryGetValue(id, out var plan) ? plan.Graph
                : _registered.TryGetValue(job, out var registered) && registered.Fingerprint == fingerprint ? registered
                : null;
        }
    }

    /// <summary>The same, for a subtask that runs it: later subtasks of the submission get the same plan, and older plans of the job are forgotten.</summary>
    public JobGraph? Pin(string job, string id, string fingerprint)
    {
        lock (_gate)
        {
            if (Find(job, id, fingerprint) is not { } graph)
            {
                return null;
            }

            if (!_plans.TryGetValue(id, out var pinned))
            {
                _plans[id] = pinned = new Plan(graph, ++_number);
            }

            // A later one may belong to a submission that still waits for its answer.
            foreach (var older in _plans.Where(p => p.Value.Graph.Name == job && p.Value.Number < pinned.Number).ToList())
            {
                _plans.Remove(older.Key);
            }

            return graph;
        }
    }

    private sealed record Plan(JobGraph Graph, long Number);
}
