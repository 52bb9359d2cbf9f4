using AkkaStreamProc.Operators.Changelogs;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Plans.Definitions;
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

        if (operators.FirstOrDefault(o => o.Definition.SelectsInputs && HaveCommonOrigin(o)) is { } blocked)
        {
            throw new StreamProcessingException(
                $"'{blocked.Name}' of the job '{job.Name}' reads one of its inputs before another, but both come from the same operator, which would wait for itself. Read the source twice.");
        }

        VerifyChanges(job, operators);
        VerifyRecordsOfChanges(job, operators);
        VerifyStates(job, operators);
    }

    /// <summary>Refuses operators that take records for good where rows change.</summary>
    private static void VerifyChanges(JobBuilder job, IReadOnlyList<OperatorDeclaration> operators)
    {
        var updaters = ResultOrigins.Of(operators, op => op.Definition.ResultChanges, FeedersOf);
        foreach (var op in operators)
        {
            var contrary = op.AppendsChangesOf is { } rows ? updaters.GetValueOrDefault(rows) : op.Definition.TakesChanges ? null : updaters.FirstOf(FeedersOf(op));
            if (contrary is not null)
            {
                throw new StreamProcessingException(
                    $"The operator '{contrary.Name}' of the job '{job.Name}' changes its results, but '{op.Name}' ({op.Definition.Kind}) only appends. " +
                    "Write every change as a record (Changes() before SinkTo), or give it a sink of changes that takes upserts or retractions (ISink<Change<TKey, T>>.Takes); or aggregate in windows, whose results stay.");
            }
        }
    }

    /// <summary>Refuses sinks of changes that would get other ones than they take, or those of a row in no order.</summary>
    private static void VerifyRecordsOfChanges(JobBuilder job, IReadOnlyList<OperatorDeclaration> operators)
    {
        var (all, upserts) = (OriginsOf(operators, ChangelogMode.Retract), OriginsOf(operators, ChangelogMode.Upsert));
        var spread = ResultOrigins.Of(
            operators,
            op => !op.Definition.KeepsRecords ? ResultChanges.None : op.Inputs.Any(i => i.Partitioning.Kind is EdgeKind.Rebalance or EdgeKind.Broadcast or EdgeKind.Rescale or EdgeKind.Custom) ? ResultChanges.Own : ResultChanges.OfInputs,
            FeedersOf);
        foreach (var op in operators)
        {
            var takes = (op.Definition as SinkDefinition)?.Takes;
            if (takes == ChangelogMode.Upsert && all.FirstOf(FeedersOf(op)) is not null)
            {
                throw new StreamProcessingException(
                    $"The sink '{op.Name}' ({op.Definition.Kind}) of the job '{job.Name}' takes upserts, but gets what rows were before updates, too, and would write it for what they are. " +
                    "Give it Upserts() in place of Changes(), or let the table end in it (SinkTo of ChangeStream).");
            }

            if (takes is ChangelogMode.Upsert or ChangelogMode.Retract && spread.FirstOf(FeedersOf(op)) is { } spreader)
            {
                throw new StreamProcessingException(
                    $"The sink '{op.Name}' ({op.Definition.Kind}) of the job '{job.Name}' takes changes of a table, but '{spreader.Name}' sends those of one row to several subtasks: one could be written behind a later one. " +
                    $"Leave '{spreader.Name}' out; where the sink is to have another parallelism let the table end in it (SinkTo of ChangeStream, behind ToTable where it is one of records), which sends all changes of a key to one subtask.");
            }

            if (takes == ChangelogMode.Retract && upserts.FirstOf(FeedersOf(op)) is not null)
            {
                throw new StreamProcessingException(
                    $"The sink '{op.Name}' ({op.Definition.Kind}) of the job '{job.Name}' takes back what rows were before updates, but Upserts() leaves that out. " +
                    "Give it Changes(), or let the table end in it (SinkTo of ChangeStream).");
            }
        }
    }

    /// <summary>The operators that say changes of a table as records, for each whose results are such records.</summary>
    private static IReadOnlyDictionary<OperatorDeclaration, OperatorDeclaration> OriginsOf(IReadOnlyList<OperatorDeclaration> operators, ChangelogMode records) => ResultOrigins.Of(
        operators,
        op => op.Definition.Records == records ? ResultChanges.Own : op.Definition.KeepsRecords ? ResultChanges.OfInputs : ResultChanges.None,
        FeedersOf);

    /// <summary>The operators whose results an operator takes, and not what comes from their side outputs.</summary>
    private static IEnumerable<OperatorDeclaration> FeedersOf(OperatorDeclaration op) => op.Inputs.Where(input => input.Output == 0).Select(input => input.From);

    /// <summary>Whether two inputs of an operator go back to the same operator.</summary>
    private static bool HaveCommonOrigin(OperatorDeclaration op)
    {
        var origins = new Dictionary<OperatorDeclaration, int>();
        foreach (var input in op.Inputs.GroupBy(i => i.Port))
        {
            var open = new Stack<OperatorDeclaration>(input.Select(i => i.From));
            while (open.TryPop(out var origin))
            {
                if (!origins.TryAdd(origin, input.Key))
                {
                    if (origins[origin] != input.Key)
                    {
                        return true;
                    }

                    continue;
                }

                foreach (var (from, _, _, _, _) in origin.Inputs)
                {
                    open.Push(from);
                }
            }
        }

        return false;
    }

    /// <summary>Refuses what would not come back from a checkpoint as it was.</summary>
    private static void VerifyStates(JobBuilder job, IReadOnlyList<OperatorDeclaration> operators)
    {
        job.Serializers.VerifyMigrations();
        foreach (var (op, state) in operators.SelectMany(o => o.Definition.States.Select(s => (o, s))))
        {
            try
            {
                state.Verify(job.Serializers);
            }
            catch (StreamProcessingException refusal)
            {
                throw new StreamProcessingException(
                    $"The operator '{op.Name}' of the job '{job.Name}' cannot have the state '{state.Name}'. {refusal.Message}", refusal);
            }
        }
    }
}
