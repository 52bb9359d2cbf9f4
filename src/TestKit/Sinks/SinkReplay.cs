namespace AkkaStreamProc.TestKit.Sinks;

/// <summary>A job of one subtask: writes numbered records, and continues behind its last complete checkpoint after each crash.</summary>
internal sealed class SinkReplay(ITransactionalSystem system)
{
    /// <summary>Write, prepare, complete, commit; twice.</summary>
    public const int CallsOfTwoEpochs = 8;

    private long _completed;
    private int _completedRecords;
    private ReadOnlyMemory<byte>[] _states = [];
    private long _lastId;

    /// <summary>The records up to the last complete checkpoint.</summary>
    public IEnumerable<string> Completed => Enumerable.Range(0, _completedRecords).Select(i => $"{i:d4}");

    /// <summary>Runs an attempt, lets it die after some calls, and restores the next one, which dies at once.</summary>
    public void CrashAfter(int calls)
    {
        var attempt = system.Attempt().Restore(_completed, _states);
        Go(attempt, calls);
        attempt.Context.Dispose();
        var next = system.Attempt().Restore(_completed, _states);
        next.Context.Dispose();
    }

    public void Finish()
    {
        using var attempt = system.Attempt().Restore(_completed, _states);
        Go(attempt, CallsOfTwoEpochs);
    }

    private void Go(SinkAttempt attempt, int calls)
    {
        var records = _completedRecords;
        var prepared = ReadOnlyMemory<byte>.Empty;
        for (var call = 0; call < calls; call++)
        {
            switch (call % 4)
            {
                case 0:
                    attempt.Write($"{records++:d4}", $"{records++:d4}");
                    break;
                case 1:
                    prepared = attempt.Prepare(++_lastId);
                    break;
                case 2:
                    (_completed, _completedRecords, _states) = (_lastId, records, [prepared]);
                    break;
                case 3:
                    attempt.Commit(_completed);
                    break;
            }
        }
    }
}
