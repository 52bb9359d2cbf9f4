using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Graph;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>Two versions of one job whose state has the same name and another layout.</summary>
internal static class Totals
{
    public static JobGraph OfVersion1(string name, ISource<Visit> source) => Job<Version1.Total>(name, source);

    public static JobGraph OfVersion2(string name, ISource<Visit> source) => Job<Version2.Total>(name, source);

    private static JobGraph Job<TTotal>(string name, ISource<Visit> source)
        where TTotal : struct
    {
        var job = new JobBuilder(name);
        job.FromSource(source, WatermarkStrategy<Visit>.None())
            .KeyBy(v => v.Key)
            .Process(() => new Keep<TTotal>(), "totals")
            .SinkTo(new ScriptedSink<long>(), "out");
        return job.Build();
    }

    private sealed class Keep<TTotal> : ProcessFunction<int, Visit, long>
        where TTotal : struct
    {
        private ValueState<TTotal> _total = null!;

        public override void Open(StateDeclarations states) => _total = states.Value<TTotal>("total");

        public override void Process(Visit record, ProcessContext<int, long> context) => _total.Value = default;
    }

    private static class Version1
    {
        public readonly record struct Total(int Count);
    }

    private static class Version2
    {
        public readonly record struct Total(long Count, long Sum);
    }
}
