using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Tests.State.Kinds;

/// <summary>Keeps something in one kind of state, and tells what it is; what expires does so a second later.</summary>
internal sealed class KeptFunction(string kind) : ProcessFunction<string, (string Key, long What), string>
{
    public const long Fill = 0;
    public const long Tell = 1;

    private static readonly Ttl Second = Ttl.AfterWrite(TimeSpan.FromSeconds(1));

    private Action _fill = static () => { };
    private Func<string> _tell = static () => "";

    public override bool UsesEventTime => false;

    public override void Open(StateDeclarations states) => (_fill, _tell) = kind switch
    {
        "value" => OfValue(states.Value<string>("kept")),
        "expiring value" => OfValue(states.Value<string>("kept", Second)),
        "map" => OfMap(states.Map<int, string>("kept")),
        "expiring map" => OfMap(states.Map<int, string>("kept", Second)),
        "list" => OfList(states.List<string>("kept")),
        "expiring list" => OfList(states.List<string>("kept", Second)),
        "reducing" => OfReducing(states.Reducing<string>("kept", (a, b) => a + b)),
        "aggregating" => OfAggregating(states.Aggregating("kept", new Counting())),
        _ => OfBuffer(states.Buffer<string>("kept")),
    };

    public override void Process((string Key, long What) record, ProcessContext<string, string> context)
    {
        if (record.What == Fill)
        {
            _fill();
        }
        else
        {
            context.Emit(_tell());
        }
    }

    private static (Action Fill, Func<string> Tell) OfValue(ValueState<string> state) => (() => state.Value = "v", () => state.HasValue ? state.Value! : "none");

    private static (Action Fill, Func<string> Tell) OfMap(MapState<int, string> state) => (() => state[7] = "m", () => string.Join(",", state.Values));

    private static (Action Fill, Func<string> Tell) OfList(ListState<string> state) => (() => state.Add("l"), () => string.Join(",", state));

    private static (Action Fill, Func<string> Tell) OfReducing(ReducingState<string> state)
    {
        var told = 0;
        return (() => state.Add("r"), () =>
        {
            if (told++ > 0)
            {
                state.Add("r");
            }

            return state.Value!;
        }
        );
    }

    private static (Action Fill, Func<string> Tell) OfAggregating(AggregatingState<int, string> state) => (() => state.Add(1), () =>
    {
        state.Add(1);
        return state.Result;
    }
    );

    private static (Action Fill, Func<string> Tell) OfBuffer(BufferState<string> state) => (
        () =>
        {
            state.Add("late", 2);
            state.Add("early", 1);
        },
        () => string.Join(",", state.TakeUpTo(2).Select(e => $"{e.Value} {e.Timestamp}")));

    private sealed class Counting : IAggregateFunction<int, int, string>
    {
        public int CreateAccumulator() => 0;

        public int Add(int accumulator, int record) => accumulator + record;

        public string GetResult(int accumulator) => $"{accumulator}";
    }
}

/// <summary>Has timers with names and without, at the time that a record names and behind it.</summary>
internal sealed class TimedFunction : ProcessFunction<string, (string Key, long What), string>
{
    public override void Process((string Key, long What) record, ProcessContext<string, string> context)
    {
        context.RegisterEventTimeTimer(record.What);
        context.SetTimer("idle", record.What);
        context.SetTimer("late", record.What + 5);
    }

    public override void OnTimer(long timestamp, ProcessContext<string, string> context) => context.Emit($"{context.Key} {context.TimerName} {timestamp}");
}

/// <summary>Adds each record to two lists of its subtask.</summary>
internal sealed class ListFunction : StreamFunction<string, string>
{
    private ListState<string> _split = null!;
    private ListState<string> _union = null!;

    public override void Open(SubtaskStateDeclarations states) => (_split, _union) = (states.SplitList<string>("split"), states.UnionList<string>("union"));

    public override void Process(string record, FunctionContext<string> context)
    {
        _split.Add(record);
        _union.Add(record);
        context.Emit($"{string.Join(",", _split)} {string.Join(",", _union)}");
    }
}
