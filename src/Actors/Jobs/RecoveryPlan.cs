using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Checkpoints.Manifests;
using AkkaStreamProc.Actors.Checkpoints.Verdicts;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>What a submission continues from: decided from the journal, the job, and what was asked for.</summary>
/// <remarks>
/// Pure. State belongs to the operator of its name. Nothing of a checkpoint is dropped, and nothing is written once more by
/// a sink that promises to write once, unless that was allowed by the name of the operator.
/// </remarks>
/// <param name="From">The checkpoint, or <see langword="null"/> for a start from nothing.</param>
/// <param name="FallsBack">Whether it is not the last one, so that later ones are forgotten; or lies elsewhere than the journal says.</param>
/// <param name="Import">The savepoint from outside the store, and what is known of the ids of its life; or <see langword="null"/>.</param>
/// <param name="Notices">What is worth telling when it is done.</param>
internal sealed record RecoveryPlan(
    CompletedCheckpoint? From, bool FallsBack, (ImportedSavepoint Savepoint, long ReservedUpTo, long ForgottenUpTo)? Import, IReadOnlyList<string> Notices)
{
    /// <summary>
    /// More checkpoints than any other run of the same life can have taken since a savepoint: where output may be repeated,
    /// the ids go on above them, so that every marker is above those that may stand outside.
    /// </summary>
    private const long IdsOfOtherRuns = 1_000_000_000;

    /// <summary>Decides.</summary>
    /// <param name="job">The name of the job.</param>
    /// <param name="history">What the journal says of it.</param>
    /// <param name="graph">The job as it is submitted.</param>
    /// <param name="settings">What was asked for.</param>
    /// <param name="savepoint">The savepoint that was asked for by its directory.</param>
    /// <param name="refusal">Why the job must not run so, or <see langword="null"/>.</param>
    public static RecoveryPlan Of(
        string job, JobHistory history, JobGraph graph, JobSettings settings, ImportedSavepoint? savepoint, out string? refusal)
    {
        if (savepoint is not null)
        {
            if (RefusalToImport(job, history, graph, settings, savepoint) is { } reason)
            {
                refusal = reason;
                return new RecoveryPlan(null, false, null, []);
            }

            if (!settings.StartFresh && history.Fingerprint is not null)
            {
                // The store has it: as if it were asked for by its number.
                settings = settings with { RestoreFrom = savepoint.Id };
            }
            else
            {
                return OfImport(job, graph, settings, savepoint, out refusal);
            }
        }

        var notices = new List<string>();
        var from = settings.StartFresh ? null : history.Last;
        refusal = null;
        if (settings.RestoreFrom is { } id)
        {
            from = history.Checkpoints.FirstOrDefault(c => c.Id == id);
            refusal = settings.StartFresh
                ? $"The job '{job}' cannot both start fresh, which discards the checkpoints, and continue from checkpoint {id}. Ask for one of the two."
                : from is null
                    ? $"The job '{job}' has no checkpoint {id}. Retained: {Retained(history)}."
                    : RefusalToFallBack(job, history, from, graph, settings, notices);
        }

        if (refusal is null && from is not null)
        {
            refusal = RefusalToRestore(job, history.MaxParallelism, history.Shape, from, graph, settings, notices);
        }

        var fallsBack = from is not null && from != history.Last;
        if (from is not null && savepoint is not null)
        {
            // Where it lies now, though the journal may have another place.
            fallsBack |= from.Address != savepoint.Directory;
            from = @from with { Address = savepoint.Directory };
        }

        return new RecoveryPlan(from, fallsBack, null, notices);
    }

    private static RecoveryPlan OfImport(
        string job, JobGraph graph, JobSettings settings, ImportedSavepoint savepoint, out string? refusal)
    {
        var from = savepoint.Checkpoint;
        var notices = new List<string> { $"The job '{job}' continues from the savepoint {from.Id} in '{savepoint.Directory}'." };
        refusal = RefusalToRestore(job, savepoint.KeyGroups, savepoint.Shape, from, graph, settings, notices);
        var isRepeatable = WritesOnce(graph).Any() && WritesOnce(graph).All(settings.AllowRepeatedOutput.Contains);
        var last = isRepeatable ? from.Id + IdsOfOtherRuns : from.Id;
        return new RecoveryPlan(from, false, (savepoint, last, isRepeatable ? last : 0), notices);
    }

    private static string? RefusalToImport(string job, JobHistory history, JobGraph graph, JobSettings settings, ImportedSavepoint savepoint)
    {
        if (settings.RestoreFrom is { } id)
        {
            return $"The job '{job}' cannot continue both from checkpoint {id} and from the savepoint in '{savepoint.Directory}'. Ask for one of the two.";
        }

        if (savepoint.Job != job)
        {
            return $"The savepoint in '{savepoint.Directory}' is of the job '{savepoint.Job}', and the job '{job}' cannot continue from it: what its sinks have written is known by the name of the job.";
        }

        if (history.Fingerprint is not null && (settings.StartFresh ? history.Life != savepoint.Life : !IsKnown(history, savepoint)))
        {
            return $"The store has the job '{job}' already, and knows nothing of the savepoint {savepoint.Id} in '{savepoint.Directory}'. Use another data directory"
                + (history.Life == savepoint.Life ? ", or start fresh, which discards what the store has." : ", and another place for what the job writes.");
        }

        if (settings.StartFresh && history.Life == savepoint.Life && history.Last is { } last && last.Id > savepoint.Id
            && WritesOnce(graph).Where(name => !settings.AllowRepeatedOutput.Contains(name)).ToList() is { Count: > 0 } doubled)
        {
            return RefusalToRepeat($"The job '{job}' falls back from checkpoint {last.Id} to the savepoint {savepoint.Id} in '{savepoint.Directory}'.", doubled);
        }

        return WritesOnce(graph).Any(settings.AllowRepeatedOutput.Contains) && WritesOnce(graph).Where(name => !settings.AllowRepeatedOutput.Contains(name)).ToList() is { Count: > 0 } others
            ? $"Repeated output is allowed to some sinks of the job '{job}' that write exactly once, but not to {Names(others)}. Behind a savepoint all of them repeat, or none: name them all, or none."
            : null;
    }

    /// <summary>Numbers come again where two stores go on with one life; the moment does not.</summary>
    private static bool IsKnown(JobHistory history, ImportedSavepoint savepoint) =>
        history.Life == savepoint.Life
        && history.Checkpoints.Any(c => c.Id == savepoint.Id && c.Status.CompletedAt == savepoint.Checkpoint.Status.CompletedAt);

    private static IEnumerable<string> WritesOnce(JobGraph graph) => graph.Plan.Operators.Where(s => s.WritesOnce).Select(s => s.Name);

    private static string RefusalToRepeat(string meaning, IReadOnlyList<string> doubled) =>
        $"{meaning} Sinks that promise to write everything once, and have committed what belongs to the later checkpoints, would write it again: {Names(doubled)}. "
        + "Take that output away (a file sink tells which files), and allow it by name: "
        + $"{string.Join(" ", doubled.Select(name => $"--allow-repeated-output {name}"))} (AllowRepeatedOutput in JobSettings).";

    /// <summary>The checkpoints that are kept, for people.</summary>
    public static string Retained(JobHistory history) =>
        history.Checkpoints.Count == 0 ? "none" : string.Join(", ", history.Checkpoints.Select(Describe));

    /// <summary>One checkpoint, for people.</summary>
    public static string Describe(CompletedCheckpoint checkpoint) =>
        $"{checkpoint.Id} ({(checkpoint.Status.IsSavepoint ? "savepoint" : "checkpoint")} of {checkpoint.Status.CompletedAt:u})";

    private static string? RefusalToFallBack(
        string job,
        JobHistory history,
        CompletedCheckpoint from,
        JobGraph graph,
        JobSettings settings,
        List<string> notices)
    {
        if (from == history.Last)
        {
            return null;
        }

        var again = Read(history.Last!) - Read(from);
        var later = string.Join(", ", history.Checkpoints.SkipWhile(c => c != from).Skip(1).Select(c => c.Id));
        var meaning = $"The job '{job}' falls back from checkpoint {history.Last!.Id} to {Describe(from)}: {again} records that were read since are read again, and the later checkpoints ({later}) are forgotten.";
        var doubled = WritesOnce(graph).Where(name => !settings.AllowRepeatedOutput.Contains(name)).ToList();
        if (doubled.Count == 0)
        {
            notices.Add(meaning);
            return null;
        }

        return RefusalToRepeat(meaning, doubled);
    }

    private static string? RefusalToRestore(
        string job,
        int keyGroups,
        string shape,
        CompletedCheckpoint from,
        JobGraph graph,
        JobSettings settings,
        List<string> notices)
    {
        if (WhyNotComparable(job, keyGroups, from, graph) is { } reason)
        {
            return reason;
        }

        var places = from.Places!;
        var verdicts = StateVerdicts.Of(graph, places);
        var refused = verdicts.Where(v => v.IsRefusedBy(settings)).ToList();
        if (refused.Count > 0)
        {
            return RefusalOf(job, shape, from, graph, refused);
        }

        notices.AddRange(verdicts.Where(v => v.IsRefused).GroupBy(v => (v.Operator, IsTaken: v.IsTakenBy(settings)))
            .Select(op => $"The state of {DescribeStates(op.Key.Operator, op)} in checkpoint {from.Id} is {(op.Key.IsTaken ? "taken though it was gathered by another selector" : "dropped")}, as was allowed."));
        notices.AddRange(verdicts.Where(v => v.IsTaken && v.Details.Count > 0)
            .Select(v => $"The state '{v.State}' of '{v.Operator}' in checkpoint {from.Id} is {(v.Fate == StateFate.Migrated ? "migrated" : "read as its type is now")}: {string.Join("; ", v.Details)}."));
        notices.AddRange(verdicts.Where(v => v.Fate == StateFate.New).GroupBy(v => v.Operator).Select(op => places.TryGetValue(op.Key, out var place) && place.States.Count > 0
            ? $"The state {string.Join(", ", op.Select(v => $"'{v.State}'"))} of the operator '{op.Key}' is new since checkpoint {from.Id} and begins empty."
            : $"The operator '{op.Key}' is new since checkpoint {from.Id} and starts without state."));
        return null;
    }

    /// <summary>Why a job cannot continue from a checkpoint, whatever is allowed; <see langword="null"/> where its states decide.</summary>
    public static string? WhyNotComparable(string job, int keyGroups, CompletedCheckpoint from, JobGraph graph) => from.Places is null
        ? $"Checkpoint {from.Id} of the job '{job}' was written by an earlier version, which did not note where the state of each operator lies. Continue with that version, or start fresh."
        : keyGroups != graph.MaxParallelism
            ? $"The job '{job}' has {graph.MaxParallelism} key groups, its checkpoints have {keyGroups}, and the number cannot change. Submit it with {keyGroups}, or start fresh."
            : null;

    private static string RefusalOf(string job, string shape, CompletedCheckpoint from, JobGraph graph, IReadOnlyList<StateVerdict> refused)
    {
        var lines = new List<string>();
        var unclaimed = refused.Where(v => v.Fate == StateFate.Dropped).ToList();
        if (unclaimed.Count > 0)
        {
            lines.Add($"The job '{job}' is not the one the store has checkpoints of: nobody takes the state of {string.Join(", ", unclaimed.GroupBy(v => v.Operator).Select(op => DescribeStates(op.Key, op)))} in checkpoint {from.Id}. "
                + $"What differs (- stored, + submitted):{Environment.NewLine}{JobShape.Difference(shape, graph.Shape)}");
        }

        lines.AddRange(refused.Where(v => v.Fate == StateFate.Unreadable)
            .Select(v => $"The job '{job}' cannot read the state '{v.State}' of '{v.Operator}' in checkpoint {from.Id}: {string.Join("; ", v.Details)}."));
        lines.AddRange(refused.Where(v => v.Fate == StateFate.Reselected).GroupBy(v => v.Operator)
            .Select(op => $"The state of {DescribeStates(op.Key, op)} in checkpoint {from.Id} {op.First().Details[0]}. Put the selector back, or say that both mean the same: --allow-changed-selectors {op.Key} (AllowChangedSelectors in JobSettings)."));
        lines.Add(
            "Submit the job as it was, tell how to make the new values of the old ones (JobBuilder.MigrateState), give it another name or data directory, start fresh (which discards the checkpoints), or allow by name that this state is dropped: "
            + $"{string.Join(" ", refused.GroupBy(v => v.Operator).SelectMany(op => NamesOf(op, from)).Select(name => $"--allow-dropped-state {name}"))} (AllowDroppedState in JobSettings).");
        return string.Join(Environment.NewLine, lines);
    }

    /// <summary>The states of an operator as they are allowed to be dropped: by its name where they are all that it has.</summary>
    private static IEnumerable<string> NamesOf(IGrouping<string, StateVerdict> states, CompletedCheckpoint from) =>
        from.Places![states.Key].States.Count == states.Count() ? [states.Key] : states.Select(v => $"{v.Operator}/{v.State}");

    private static string DescribeStates(string op, IEnumerable<StateVerdict> states) => $"'{op}' ({string.Join(", ", states.Select(v => v.State))})";

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));

    private static long Read(CompletedCheckpoint checkpoint) => checkpoint.Operators.Where(o => o.IsSource).Sum(o => o.In);
}
