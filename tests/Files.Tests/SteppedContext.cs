using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Files.Tests;

/// <summary>Surroundings in which nothing happens until the test takes the next step, so that it can stop between any two.</summary>
internal sealed class SteppedContext(int subtaskIndex = 0, int parallelism = 1) : ISubtaskContext, IWorker
{
    private readonly Queue<Action> _steps = new();

    public string JobName => "spec";

    public string OperatorName => "out";

    public int SubtaskIndex => subtaskIndex;

    public int Parallelism => parallelism;

    public int HighestParallelism => parallelism;

    public JobLife Life => JobLife.Unknown;

    public TimeProvider Time => TimeProvider.System;

    public ErrorPolicy ErrorPolicy => ErrorPolicy.Fail;

    public IWorker Worker => this;

    public bool IsDone => _steps.Count == 0;

    /// <summary>What the worker executes, and what is executed on the subtask, share one queue of steps.</summary>
    public void Post(Action action) => _steps.Enqueue(action);

    public void Fail(Exception cause) => throw new InvalidOperationException("The subtask failed.", cause);

    public void Notify(string message)
    {
    }

    public void RequestCheckpoint()
    {
    }

    public void Refuse<T>(RefusedRecord<T> refused) => throw new InvalidOperationException($"A record was refused: {refused.Reason}");

    public void Step()
    {
        if (_steps.TryDequeue(out var step))
        {
            step();
        }
    }

    public void Run()
    {
        while (!IsDone)
        {
            Step();
        }
    }
}
