using AkkaStreamProc;

namespace Pages.Windows;

public sealed record Click(string User, string Page, bool IsVideo, double Seconds);

internal static partial class Jobs
{
    public static void Kinds(DataStream<Click> clicks)
    {
// block 1
    }

    public static void Others(DataStream<Click> clicks)
    {
// block 2
    }

    public static void Late(DataStream<Click> clicks, ISink<WindowResult<string, long>> results, ISink<Click> late)
    {
// block 3
    }

    public static void Triggers(DataStream<Click> clicks)
    {
// block 4
    }

    public static void Evicting(DataStream<Click> clicks)
    {
// block 7
    }

    public static void Then(DataStream<Click> clicks)
    {
// block 8
    }

    public static void BuiltIn(DataStream<Click> clicks)
    {
// block 9
    }
}

internal static partial class Jobs
{
    private
// block 5

    private
// block 6

    private
// block 11
}

internal sealed class Medians : ProcessFunction<string, Click, double>
{
    private AggregatingState<Click, System.Collections.Immutable.ImmutableArray<double>> _median;

// block 10

    public override void Process(Click click, ProcessContext<string, double> context)
    {
        _median.Add(click);
        context.Emit(_median.Result[0]);
    }
}
