using AkkaStreamProc.Bench;
using AkkaStreamProc.Bench.Kafka;

if (await ChildRoles.TryPlayAsync(args))
{
    return 0;
}

// One command for all benchmarks, or the named ones: dotnet run -c Release --project bench/Bench -- [name ...] [--option value ...]
return await BenchmarkCommand.RunAsync(args);
