using AkkaStreamProc.Bench;
using AkkaStreamProc.Bench.Kafka;

if (args is [BrokerProcess.Argument])
{
    await BrokerProcess.ServeAsync();
    return 0;
}

// One command for all benchmarks, or the named ones: dotnet run -c Release --project bench/Bench -- [name ...] [--option value ...]
return await BenchmarkCommand.RunAsync(args);
