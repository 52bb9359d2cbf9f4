using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.TestKit;

/// <summary>A sink of a job whose records a test looks at, in the place of the one that the job declares.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// Records are here as soon as they are written, before any checkpoint. What a crash makes the job write again is taken back
/// first, so every record is here once; one that was looked at before is known again by its equality, and is not shown as new.
/// Records of one subtask come in its order; between subtasks there is none.
/// </remarks>
public sealed class TestSink<T>
{
    private readonly JobTestKit _kit;
    private readonly string _name;
    private readonly List<Written> _written = [];
    private readonly List<Action<T>> _followers = [];

    // What was looked at, taken back, and not written again yet.
    private readonly List<T> _seenBefore = [];
    private long _committed;

    internal TestSink(JobTestKit kit, string name, ISink<T> original)
    {
        _kit = kit;
        _name = name;
        Outside = new Replacement(this, original);
    }

    internal ISink<T> Outside { get; }

    /// <summary>All records that were written.</summary>
    public IReadOnlyList<T> Output => _written.ConvertAll(written => written.Record.Value);

    /// <summary>The same with their timestamps.</summary>
    public IReadOnlyList<Timestamped<T>> Results => _written.ConvertAll(written => written.Record);

    /// <summary>The records that stand behind a completed checkpoint: what a sink that writes exactly once has made visible.</summary>
    public IReadOnlyList<T> Committed => [.. _written.Where(written => written.Epoch <= _committed).Select(written => written.Record.Value)];

    /// <summary>Calls an action for each record that is written from now on, in the thread of the test; also for those that a crash makes the job write again.</summary>
    public TestSink<T> ForEach(Action<T> action)
    {
        _followers.Add(action);
        return this;
    }

    /// <summary>The records since the last call of this or of an expectation.</summary>
    public IReadOnlyList<T> Take()
    {
        var taken = _written.FindAll(written => !written.IsSeen);
        taken.ForEach(written => written.IsSeen = true);
        return taken.ConvertAll(written => written.Record.Value);
    }

    /// <summary>Expects that the records since the last look are exactly these, in this order. Waits for asynchronous calls that are under way.</summary>
    /// <exception cref="JobTestException">They are others; names both, and why nothing more came.</exception>
    public async Task Expect(params IReadOnlyList<T> records)
    {
        await _kit.UntilAnswered(() => _written.Count(written => !written.IsSeen) >= records.Count).ConfigureAwait(false);
        var taken = Take();
        Verify(records, taken, records.SequenceEqual(taken));
    }

    /// <summary>The same in any order.</summary>
    /// <inheritdoc cref="Expect" path="/exception"/>
    public async Task ExpectInAnyOrder(params IReadOnlyList<T> records)
    {
        await _kit.UntilAnswered(() => _written.Count(written => !written.IsSeen) >= records.Count).ConfigureAwait(false);
        var taken = Take();
        var left = taken.ToList();
        Verify(records, taken, records.All(left.Remove) && left.Count == 0);
    }

    /// <summary>Expects that no record has come since the last look. Waits for asynchronous calls that are under way.</summary>
    /// <inheritdoc cref="Expect" path="/exception"/>
    public async Task ExpectNothing()
    {
        await _kit.UntilAnswered(static () => false).ConfigureAwait(false);
        var taken = Take();
        Verify([], taken, taken.Count == 0);
    }

    private void Verify(IReadOnlyList<T> expected, IReadOnlyList<T> taken, bool areEqual)
    {
        if (!areEqual)
        {
            var why = taken.Count < expected.Count ? $"{Environment.NewLine}{_kit.ExplainTime()}" : "";
            throw new JobTestException($"The sink '{_name}' was expected to have {Text(expected)}, and has {Text(taken)}.{why}");
        }
    }

    private static string Text(IReadOnlyList<T> records) => records.Count == 0 ? "nothing" : $"[{string.Join(", ", records)}]";

    /// <summary>A record, its subtask, and the checkpoint that ends its epoch.</summary>
    private sealed class Written(Timestamped<T> record, int subtask)
    {
        public Timestamped<T> Record => record;

        public int Subtask => subtask;

        public long Epoch { get; set; } = long.MaxValue;

        public bool IsSeen { get; set; }
    }

    private sealed class Replacement(TestSink<T> sink, ISink<T> original) : ISink<T>
    {
        public string Description => original.Description;

        public DeliveryGuarantee Guarantee => original.Guarantee;

        public ChangelogMode Takes => original.Takes;

        public ISinkWriter<T> CreateWriter(ISubtaskContext context) => new Writer(sink, context.SubtaskIndex);
    }

    private sealed class Writer(TestSink<T> sink, int subtask) : ISinkWriter<T>
    {
        public bool IsReady => true;

        public void Restore(long checkpointId, IReadOnlyList<ReadOnlyMemory<byte>> states, Action restored)
        {
            // Every writer does so before the first of them writes.
            sink._seenBefore.AddRange(sink._written.Where(written => written.IsSeen && written.Epoch > checkpointId).Select(written => written.Record.Value));
            sink._written.RemoveAll(written => written.Epoch > checkpointId);
            restored();
        }

        public void Write(RecordBatch<T> batch)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                sink._written.Add(new Written(new Timestamped<T>(batch.Values[i], batch.Timestamps[i]), subtask) { IsSeen = sink._seenBefore.Remove(batch.Values[i]) });
                sink._followers.ForEach(follower => follower(batch.Values[i]));
            }

            batch.Return();
        }

        public void Prepare(long checkpointId, Action<ReadOnlyMemory<byte>> prepared)
        {
            foreach (var open in sink._written.Where(written => written.Epoch == long.MaxValue && written.Subtask == subtask))
            {
                open.Epoch = checkpointId;
            }

            prepared(default);
        }

        public void Commit(long checkpointId, Action committed)
        {
            sink._committed = Math.Max(sink._committed, checkpointId);
            committed();
        }

        public void Dispose()
        {
        }
    }
}
