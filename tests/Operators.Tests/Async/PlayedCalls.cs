namespace AkkaStreamProc.Operators.Tests.Async;

/// <summary>Calls whose answers the test gives, when it wants.</summary>
internal sealed class PlayedCalls
{
    private readonly Dictionary<int, TaskCompletionSource<string>> _open = [];

    /// <summary>The records that were asked for, in order; again for each attempt.</summary>
    public List<int> Asked { get; } = [];

    /// <summary>The token of the last call for each record.</summary>
    public Dictionary<int, CancellationToken> Tokens { get; } = [];

    public Task<string> Ask(int record, CancellationToken token)
    {
        Asked.Add(record);
        Tokens[record] = token;
        return (_open[record] = new TaskCompletionSource<string>()).Task;
    }

    /// <summary>Answers the last call for each of some records, one after the other.</summary>
    public void Answer(params IEnumerable<int> records)
    {
        foreach (var record in records)
        {
            _open[record].SetResult($"{record}");
        }
    }

    public void Fail(int record, string error = "No.") => _open[record].SetException(new InvalidOperationException(error));

    public void Cancel(int record) => _open[record].SetCanceled(CancellationToken.None);

    /// <summary>The records asked for since the last call.</summary>
    public List<int> TakeAsked()
    {
        var taken = Asked.ToList();
        Asked.Clear();
        return taken;
    }
}
