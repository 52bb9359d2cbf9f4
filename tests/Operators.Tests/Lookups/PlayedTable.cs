namespace AkkaStreamProc.Operators.Tests.Lookups;

/// <summary>A table outside whose answers the test gives, when it wants. The row of key 3 is <c>r3</c>; negative keys have none.</summary>
internal sealed class PlayedTable
{
    private readonly List<TaskCompletionSource<IReadOnlyDictionary<int, string>>> _answers = [];

    /// <summary>The keys of each call, in order.</summary>
    public List<IReadOnlyList<int>> Calls { get; } = [];

    /// <summary>The token of each call.</summary>
    public List<CancellationToken> Tokens { get; } = [];

    /// <summary>The calls as text: <c>[1,2] [3]</c>.</summary>
    public string Asked => string.Join(' ', Calls.Select(keys => $"[{string.Join(',', keys)}]"));

    public Task<IReadOnlyDictionary<int, string>> Load(IReadOnlyList<int> keys, CancellationToken token)
    {
        Calls.Add(keys);
        Tokens.Add(token);
        _answers.Add(new TaskCompletionSource<IReadOnlyDictionary<int, string>>());
        return _answers[^1].Task;
    }

    /// <summary>A call that has its answer at once.</summary>
    public Task<IReadOnlyDictionary<int, string>> Know(IReadOnlyList<int> keys, CancellationToken token)
    {
        Calls.Add(keys);
        Tokens.Add(token);
        return Task.FromResult(RowsOf(keys));
    }

    /// <summary>Answers a call with the rows of its keys.</summary>
    public void Answer(int call) => _answers[call].SetResult(RowsOf(Calls[call]));

    public void Answer(int call, IReadOnlyDictionary<int, string> rows) => _answers[call].SetResult(rows);

    public void Fail(int call, Exception? cause = null) => _answers[call].SetException(cause ?? new InvalidOperationException("No."));

    private static IReadOnlyDictionary<int, string> RowsOf(IReadOnlyList<int> keys) => keys.Where(key => key >= 0).ToDictionary(key => key, key => $"r{key}");
}
