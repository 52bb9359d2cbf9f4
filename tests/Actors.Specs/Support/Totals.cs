using System.Reflection;
using System.Reflection.Emit;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>Two versions of one job whose state has the same name, and a type that cannot be told to be the same.</summary>
internal static class Totals
{
    public static JobGraph OfVersion1(string name, ISource<Visit> source) => Job(Total(("Count", typeof(int))), name, source);

    public static JobGraph OfVersion2(string name, ISource<Visit> source) => Job(Total(("Count", typeof(string)), ("Sum", typeof(long))), name, source);

    /// <summary>A type that is called the same in every version of the program, as the types of a job are that somebody changed.</summary>
    private static Type Total(params (string Name, Type Type)[] fields)
    {
        var program = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Program"), AssemblyBuilderAccess.Run).DefineDynamicModule("Program");
        var type = program.DefineType("Total", TypeAttributes.Public | TypeAttributes.Sealed | TypeAttributes.SequentialLayout, typeof(ValueType));
        foreach (var field in fields)
        {
            type.DefineField(field.Name, field.Type, FieldAttributes.Public);
        }

        return type.CreateType();
    }

    private static JobGraph Job(Type total, string name, ISource<Visit> source) =>
        (JobGraph)new Func<string, ISource<Visit>, JobGraph>(Job<int>).Method.GetGenericMethodDefinition().MakeGenericMethod(total).Invoke(null, [name, source])!;

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
}
