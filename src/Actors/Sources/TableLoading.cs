using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Telemetry;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Sources;

/// <summary>Lets the sources of one attempt wait for the tables that their records are joined with.</summary>
/// <remarks>
/// <para>
/// A table is loaded when every subtask of its sources has told so, each with all that led to it emitted. A checkpoint that is
/// triggered from then on has the whole of it: the barriers are behind the rows on every way into the join. So the waiting
/// sources are told first, in order with the triggers, and the checkpoint asked for then. Their snapshots say that the table is in
/// it, and its completion lets them read (<see cref="SourceHold"/>). No other message is needed, and an attempt that begins with this
/// checkpoint, or a later one, waits for nothing.
/// </para>
/// <para>Plain and single-threaded: it belongs to the run of the job.</para>
/// </remarks>
internal sealed class TableLoading
{
    private readonly IReadOnlyList<Table> _tables;
    private readonly Dictionary<string, PlanVertex> _sources;
    private readonly TimeProvider _time;
    private readonly Action<SubtaskId, SplitAssignment> _assign;
    private readonly Action _requestCheckpoint;
    private readonly Action<string, Notice> _notify;
    private long _began;

    /// <param name="plan">How the job runs.</param>
    /// <param name="time">Tells how long it takes.</param>
    /// <param name="assign">Tells a source, in order with the triggers of checkpoints.</param>
    /// <param name="requestCheckpoint">Asks for a checkpoint before its time.</param>
    /// <param name="notify">Tells whoever watches the job.</param>
    public TableLoading(
        ExecutionPlan plan, TimeProvider time, Action<SubtaskId, SplitAssignment> assign, Action requestCheckpoint, Action<string, Notice> notify)
    {
        (_time, _assign, _requestCheckpoint, _notify) = (time, assign, requestCheckpoint, notify);
        _tables = [.. TableWait.Of(plan).Select(wait => new Table(wait))];
        _sources = plan.Vertices.Where(v => v.IsSource).ToDictionary(v => v.Name, StringComparer.Ordinal);
    }

    /// <summary>All tables, in the order of the joins.</summary>
    public IReadOnlyList<Table> All => _tables;

    /// <summary>Those that are loaded in this attempt, or were; without those that the checkpoint has.</summary>
    private IEnumerable<Table> Loading => _tables.Where(table => !table.IsRestored);

    /// <summary>Begins; every subtask has been told to start, and nothing else yet.</summary>
    /// <param name="restored">The tables that are in the checkpoint, as any source says.</param>
    public void Start(IReadOnlySet<LoadedTable> restored)
    {
        _began = _time.GetTimestamp();
        foreach (var table in _tables)
        {
            table.Begin([.. table.Wait.Tables.Where(source => !restored.Contains(new LoadedTable(table.Wait.Join, source)))], SubtasksOf);
        }

        foreach (var source in _tables.SelectMany(table => table.Sources).Distinct())
        {
            Tell(source, SplitAssignment.OfNone with { IsTable = true });
        }

        foreach (var source in _tables.SelectMany(table => table.Wait.Waiting).Distinct())
        {
            TellTables(source);
        }
    }

    /// <summary>A subtask of a source has loaded its part of a table.</summary>
    public void Take(SubtaskId subtask)
    {
        var loaded = Loading.Where(table => table.Left.Remove(subtask) && table.IsLoaded).ToList();
        foreach (var source in loaded.SelectMany(table => table.Wait.Waiting).Distinct())
        {
            TellTables(source);
        }

        if (loaded.Count > 0)
        {
            _requestCheckpoint();
        }
    }

    /// <summary>A checkpoint was triggered.</summary>
    public void Trigger(long checkpointId)
    {
        foreach (var table in Loading.Where(table => table is { IsLoaded: true, IsComplete: false }))
        {
            table.Checkpoint ??= checkpointId;
        }
    }

    /// <summary>A checkpoint is complete.</summary>
    public void Complete(long checkpointId)
    {
        foreach (var table in Loading.Where(table => table is { IsComplete: false, Checkpoint: { } first } && first <= checkpointId).ToList())
        {
            table.Took = _time.GetElapsedTime(_began);
            _notify(table.Wait.Join, JobNotices.TableLoaded.With(
                $"The table of {Names(table.Wait.Tables)} is loaded and stands in checkpoint {checkpointId}, after {SpanText.Of(table.Took.Value)}; {Names(table.Wait.Waiting)} {(table.Wait.Waiting.Count == 1 ? "begins" : "begin")} to read{(AwaitsOthers(table) ? " when the other tables are loaded, too" : "")}."));
        }
    }

    private static string Names(IReadOnlyList<string> sources) => string.Join(", ", sources.Select(source => $"'{source}'"));

    private bool AwaitsOthers(Table table) => Loading.Any(other => !other.IsComplete && other.Wait.Waiting.Intersect(table.Wait.Waiting).Any());

    private void TellTables(string source)
    {
        var own = _tables.Where(table => table.Wait.Waiting.Contains(source)).ToList();
        Tell(source, SplitAssignment.OfNone with
        {
            AwaitsTables = own.Exists(table => !table.IsLoaded),
            Tables = [.. own.SelectMany(table => table.Loaded)],
        });
    }

    private void Tell(string source, SplitAssignment assignment)
    {
        foreach (var subtask in SubtasksOf(source))
        {
            _assign(subtask, assignment);
        }
    }

    private IEnumerable<SubtaskId> SubtasksOf(string source) => Enumerable.Range(0, _sources[source].Parallelism).Select(index => new SubtaskId(_sources[source].Id, index));

    /// <summary>One table, and how far it is.</summary>
    internal sealed class Table(TableWait wait)
    {
        public TableWait Wait => wait;

        /// <summary>The sources that are read for it: those of which the checkpoint that the attempt began with does not have all.</summary>
        public IReadOnlyList<string> Sources { get; private set; } = [];

        /// <summary>Whether the checkpoint has all of it that the attempt began with.</summary>
        public bool IsRestored => Sources.Count == 0;

        /// <summary>The subtasks of its sources that have not told that they have loaded it.</summary>
        public HashSet<SubtaskId> Left { get; } = [];

        /// <summary>What is loaded of it.</summary>
        public IEnumerable<LoadedTable> Loaded => wait.Tables.Where(source => IsLoaded || !Sources.Contains(source)).Select(source => new LoadedTable(wait.Join, source));

        /// <summary>Whether all of it is read.</summary>
        public bool IsLoaded => Left.Count == 0;

        /// <summary>The first checkpoint that was triggered behind that.</summary>
        public long? Checkpoint { get; set; }

        /// <summary>How long it took until a checkpoint with all of it was complete; <see langword="null"/> before.</summary>
        public TimeSpan? Took { get; set; }

        /// <summary>Whether it stands in a checkpoint.</summary>
        public bool IsComplete => IsRestored || Took is not null;

        /// <param name="sources">The sources that are read for it.</param>
        /// <param name="subtasksOf">Their subtasks.</param>
        public void Begin(IReadOnlyList<string> sources, Func<string, IEnumerable<SubtaskId>> subtasksOf)
        {
            Sources = sources;
            Left.UnionWith(sources.SelectMany(subtasksOf));
        }
    }
}
