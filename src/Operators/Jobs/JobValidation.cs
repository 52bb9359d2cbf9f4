using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Streams;

namespace AkkaStreamProc.Operators.Jobs;

/// <summary>What must hold for a job to be built, whatever its parallelism.</summary>
internal static class JobValidation
{
    public static void Validate(JobBuilder job, IReadOnlyList<OperatorDeclaration> operators)
    {
        var edges = operators.SelectMany(o => o.Inputs).ToList();
        var fed = edges.Select(e => e.From).ToHashSet();
        var loose = operators.FirstOrDefault(o => !fed.Contains(o) && o.Definition.Role != OperatorRole.Sink);
        if (loose is not null || !operators.Any(o => o.Definition.Role == OperatorRole.Source))
        {
            throw new StreamProcessingException(loose is null
                ? $"The job '{job.Name}' has no source. Begin with FromSource."
                : $"Nothing takes the records of '{loose.Name}' in the job '{job.Name}'. End every stream with SinkTo.");
        }

        if (edges.FirstOrDefault(e => e.Output == e.From.Definition.FailedOutput && e.From.ErrorPolicy != ErrorPolicy.Divert) is { From: { } contrary })
        {
            throw new StreamProcessingException(
                $"The {(contrary.Definition.Role == OperatorRole.Source ? "bad" : "failed")} records of '{contrary.Name}' in the job '{job.Name}' are used, but its policy was set to {contrary.ErrorPolicy} afterwards, so there would be none. Leave one of the two out.");
        }

        VerifyStates(job, operators);
    }

    /// <summary>Refuses what would not come back from a checkpoint as it was.</summary>
    private static void VerifyStates(JobBuilder job, IReadOnlyList<OperatorDeclaration> operators)
    {
        foreach (var (op, state) in operators.SelectMany(o => o.Definition.States.Select(s => (o, s))))
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
                        $"The operator '{op.Name}' of the job '{job.Name}' cannot have the state '{state.Name}'. {refusal.Message}", refusal);
                }
            }
        }
    }
}
