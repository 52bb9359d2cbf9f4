using AkkaStreamProc.Operators.Graph;
using AkkaStreamProc.Operators.Keys;

namespace AkkaStreamProc.Operators.Jobs;

/// <summary>What must hold for a job to be built.</summary>
internal static class JobValidation
{
    public static void Validate(JobBuilder job, IReadOnlyList<OperatorNode> nodes)
    {
        if (!nodes.Any(n => n is SourceNode) || nodes.Any(n => n.Consumers.Count == 0 && !IsEnd(n)))
        {
            var loose = nodes.FirstOrDefault(n => n.Consumers.Count == 0 && !IsEnd(n));
            throw new StreamProcessingException(loose is null
                ? $"The job '{job.Name}' has no source. Begin with FromSource."
                : $"Nothing takes the records of '{loose.Name}' in the job '{job.Name}'. End every stream with SinkTo.");
        }

        if (job.MaxParallelism is < 1 or > KeyGroups.MaxCount)
        {
            throw new StreamProcessingException($"The job '{job.Name}' cannot have {job.MaxParallelism} key groups: 1 to {KeyGroups.MaxCount} are possible.");
        }

        if (nodes.FirstOrDefault(n => n.Parallelism < 1 || n.Parallelism > job.MaxParallelism) is { } outside)
        {
            throw new StreamProcessingException(
                $"The operator '{outside.Name}' of the job '{job.Name}' cannot run in {outside.Parallelism} subtasks: 1 to {job.MaxParallelism} (the number of key groups) are possible.");
        }

        if (nodes.SelectMany(n => n.Inputs).FirstOrDefault(e => e.Partitioning.IsPointwise && e.From.Parallelism != e.To.Parallelism) is { } uneven)
        {
            throw new StreamProcessingException(
                $"'{uneven.To.Name}' runs in {uneven.To.Parallelism} subtasks, but '{uneven.From.Name}', which feeds it, in {uneven.From.Parallelism}. Put Rebalance between them or give both the same parallelism.");
        }

        if (nodes.FirstOrDefault(n => n is not SourceNode && n.ErrorPolicy != ErrorPolicy.Divert && n.Consumers.Exists(e => e.Output == n.FailedOutput && (n is SinkNode || e.Output > 0))) is { } contrary)
        {
            throw new StreamProcessingException(
                $"The failed records of '{contrary.Name}' in the job '{job.Name}' are used, but its policy was set to {contrary.ErrorPolicy} afterwards, so there would be none. Leave one of the two out.");
        }

        NameUniquely(job, nodes);
        VerifyStates(job, nodes);
    }

    /// <summary>Refuses what would not come back from a checkpoint as it was.</summary>
    private static void VerifyStates(JobBuilder job, IReadOnlyList<OperatorNode> nodes)
    {
        foreach (var (node, state) in nodes.SelectMany(n => n.States.Select(s => (n, s))))
        {
            foreach (var type in state.Kept)
            {
                try
                {
                    job.Serializers.Of(type);
                }
                catch (StreamProcessingException refusal)
                {
                    throw new StreamProcessingException(
                        $"The operator '{node.Name}' of the job '{job.Name}' cannot have the state '{state.Name}'. {refusal.Message}", refusal);
                }
            }
        }
    }

    private static bool IsEnd(OperatorNode node) => node is SinkNode;

    /// <summary>
    /// Numbers the default names of operators without state. A stateful operator is addressed by its name in every
    /// later version of the job, so where two would have the same, the user must choose.
    /// </summary>
    private static void NameUniquely(JobBuilder job, IReadOnlyList<OperatorNode> nodes)
    {
        var taken = new HashSet<string>();
        var inAnyCase = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var node in nodes.Where(n => n.IsNamed || n.States.Count > 0))
        {
            if (Naming.FaultOfOperator(node.Name) is { } fault)
            {
                throw new StreamProcessingException($"'{node.Name}' cannot name an operator of the job '{job.Name}': {fault}.");
            }

            if (!taken.Add(node.Name))
            {
                throw new StreamProcessingException(
                    $"Two operators of the job '{job.Name}' are called '{node.Name}', and state is addressed by the name. Give each a name of its own (the parameter 'name').");
            }

            if (!inAnyCase.TryAdd(node.Name, node.Name))
            {
                throw new StreamProcessingException(
                    $"The operators '{inAnyCase[node.Name]}' and '{node.Name}' of the job '{job.Name}' differ in upper and lower case only, and some stores do not tell their state apart. Give one another name.");
            }
        }

        foreach (var node in nodes.Where(n => !n.IsNamed && n.States.Count == 0))
        {
            var name = node.Name;
            for (var number = 2; !taken.Add(name) || !inAnyCase.TryAdd(name, name); number++)
            {
                name = $"{node.Name}-{number}";
            }

            node.Name = name;
        }
    }
}
