using AkkaStreamProc.Bench;

// One command for all benchmarks, or the named ones: dotnet run -c Release --project bench/Bench -- [name ...] [--option value ...]
return await BenchmarkCommand.RunAsync(args);
