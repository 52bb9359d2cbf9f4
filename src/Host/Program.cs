using System.Runtime.Loader;
using AkkaStreamProc.Host;
using AkkaStreamProc.Host.Jobs;
using AkkaStreamProc.Host.Terminals;

AssembliesBesideHost.Enable(AssemblyLoadContext.Default, AppContext.BaseDirectory);
var isInteractive = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not ("dumb" or null);
var environment = Environment.GetEnvironmentVariables()
    .Cast<System.Collections.DictionaryEntry>()
    .ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "");
return await HostProcess.RunAsync(args, new Terminal(Console.Out, Console.Error, isInteractive), environment).ConfigureAwait(false);
