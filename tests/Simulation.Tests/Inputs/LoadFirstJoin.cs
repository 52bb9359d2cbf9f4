using System.Text.Json;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Simulation.Tests.Inputs;

/// <summary>
/// Reads one input to its end, as a table of sums by user, and then gives every record of the other what the table says of
/// its user. What barriers let through before is kept.
/// </summary>
internal sealed class LoadFirstJoin : StreamOperator
{
    public const int Table = 0;
    public const int Clicks = 1;

    private readonly OutputPort<Priced> _output = new();
    private readonly Dictionary<string, long> _sums = [];
    private readonly Queue<Click> _early = new();
    private bool _isLoaded;

    public LoadFirstJoin(OperatorContext context)
        : base(context)
    {
        Inputs = [new InputPort<Click>(new Rows(this)), new InputPort<Click>(new Records(this))];
        Outputs = [_output];
    }

    public override OperatorInterests Interests => OperatorInterests.Inputs | OperatorInterests.Selection | OperatorInterests.Pauses;

    public override IReadOnlyList<InputPort> Inputs { get; }

    public override IReadOnlyList<OutputPort> Outputs { get; }

    public override bool HasPending => _isLoaded && _early.Count > 0;

    public override bool Reads(int input) => input == Table || _isLoaded;

    public override void OnInputEnded(int input) => _isLoaded |= input == Table;

    public override bool Continue()
    {
        while (_early.TryDequeue(out var click))
        {
            Emit([click]);
            if (!Context.HasRoom())
            {
                return _early.Count == 0;
            }
        }

        return true;
    }

    public override void Open(OperatorRestore restore, Action opened)
    {
        foreach (var bytes in restore.All("table"))
        {
            foreach (var (user, sum) in JsonSerializer.Deserialize<Dictionary<string, long>>(bytes.Span)!.Where(row => IsOwn(row.Key)))
            {
                _sums.Add(user, sum);
            }
        }

        foreach (var bytes in restore.All("early"))
        {
            JsonSerializer.Deserialize<Click[]>(bytes.Span)!.Where(c => IsOwn(c.User)).ToList().ForEach(_early.Enqueue);
        }

        base.Open(restore, opened);
    }

    public override void Freeze(OperatorFreeze freeze)
    {
        base.Freeze(freeze);
        freeze.Add("table", JsonSerializer.SerializeToUtf8Bytes(_sums));
        freeze.Add("early", JsonSerializer.SerializeToUtf8Bytes(_early.ToArray()));
    }

    private bool IsOwn(string user) => Context.KeyGroups.Contains(KeyGroups.Of(KeyHash<string>.Of(user), Context.MaxParallelism));

    private void Emit(IReadOnlyList<Click> clicks)
    {
        var batch = RecordBatch<Priced>.Rent(clicks.Count);
        foreach (var click in clicks)
        {
            batch.Append(new Priced(click.Number, _sums.GetValueOrDefault(click.User)), click.Time);
        }

        Counters.Out += batch.Count;
        _output.Emit(batch);
    }

    private static Click[] Take(RecordBatch<Click> batch)
    {
        var clicks = batch.Values.ToArray();
        batch.Return();
        return clicks;
    }

    private sealed class Rows(LoadFirstJoin join) : IReceiver<Click>
    {
        public void Receive(RecordBatch<Click> batch)
        {
            join._isLoaded.ShouldBeFalse("a row comes behind the end of the table");
            foreach (var row in Take(batch))
            {
                join._sums[row.User] = join._sums.GetValueOrDefault(row.User) + row.Number;
            }
        }
    }

    private sealed class Records(LoadFirstJoin join) : IReceiver<Click>
    {
        public void Receive(RecordBatch<Click> batch)
        {
            var clicks = Take(batch);
            if (join._isLoaded)
            {
                join.Emit(clicks);
            }
            else
            {
                Array.ForEach(clicks, join._early.Enqueue);
            }
        }
    }
}
