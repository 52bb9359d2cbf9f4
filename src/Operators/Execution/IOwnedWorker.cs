namespace AkkaStreamProc.Operators.Execution;

/// <summary>A worker as its owner has it. Disposing lets what was posted before run, takes nothing more, and waits for nothing.</summary>
internal interface IOwnedWorker : IWorker, IDisposable;
