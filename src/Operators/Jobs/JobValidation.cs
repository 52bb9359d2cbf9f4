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

        NameUniquely(job, nodes);
    }

    private static bool IsEnd(OperatorNode node) => node is SinkNode;

    /// <summary>
    /// Numbers the default names of operators without state. A stateful operator is addressed by its name in every
    /// later version of the job, so where two would have the same, the user must choose.
    /// </summary>
    private static void NameUniquely(JobBuilder job, IReadOnlyList<OperatorNode> nodes)
    {
        var taken = new HashSet<string>();
        foreach (var node in nodes.Where(n => n.IsNamed || n.States.Count > 0))
        {
            if (!taken.Add(node.Name))
            {
                throw new StreamProcessingException(
                    $"Two operators of the job '{job.Name}' are called '{node.Name}', and state is addressed by the name. Give each a name of its own (the parameter 'name').");
            }

            if (node.Name.Length == 0 || node.Name.Contains('~', StringComparison.Ordinal))
            {
                throw new StreamProcessingException($"'{node.Name}' cannot name an operator: it must not be empty or contain '~'.");
            }
        }

        foreach (var node in nodes.Where(n => !n.IsNamed && n.States.Count == 0))
        {
            var name = node.Name;
            for (var number = 2; !taken.Add(name); number++)
            {
                name = $"{node.Name}-{number}";
            }

            node.Name = name;
        }
    }
}
