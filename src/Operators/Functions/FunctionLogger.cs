using AkkaStreamProc.Operators.Execution;
using Microsoft.Extensions.Logging;

namespace AkkaStreamProc.Operators.Functions;

/// <summary>Takes what a function logs to the log of whatever runs it.</summary>
internal sealed class FunctionLogger(string operatorName, ISubtaskRuntime runtime) : ILogger
{
    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && runtime.IsLogged(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (IsEnabled(logLevel))
        {
            runtime.Log(operatorName, logLevel, eventId, formatter(state, exception), exception);
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;
}
