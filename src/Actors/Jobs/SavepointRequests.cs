namespace AkkaStreamProc.Actors.Jobs;

/// <summary>Who waits for a savepoint: each is answered by one whose barriers began after the request.</summary>
internal sealed class SavepointRequests
{
    /// <summary>Requests that the next savepoint answers.</summary>
    private List<Request> _awaitingSavepoint = [];

    /// <summary>Requests that the savepoint on its way answers: those that came before its barriers.</summary>
    private List<Request> _inSavepoint = [];

    /// <summary>Whether somebody waits for a savepoint that has not begun.</summary>
    public bool AreWaiting => _awaitingSavepoint.Count > 0;

    public Request Add(Action<CheckpointStatus> completed, Action<string> failed)
    {
        var request = new Request(completed, failed);
        _awaitingSavepoint.Add(request);
        return request;
    }

    /// <returns>Whether it was still waiting.</returns>
    public bool Withdraw(Request request) => _awaitingSavepoint.Remove(request) || _inSavepoint.Remove(request);

    /// <summary>A savepoint begins.</summary>
    public void Begin() => (_inSavepoint, _awaitingSavepoint) = (_awaitingSavepoint, []);

    /// <summary>The savepoint on its way will not be: those who wait for it wait for the next.</summary>
    public void PutBack()
    {
        _awaitingSavepoint = [.. _inSavepoint, .. _awaitingSavepoint];
        _inSavepoint = [];
    }

    /// <summary>The savepoint on its way is complete.</summary>
    public void Answer(CheckpointStatus savepoint)
    {
        var answered = _inSavepoint;
        _inSavepoint = [];
        answered.ForEach(waiting => waiting.Completed(savepoint));
    }

    /// <summary>There will be no savepoint.</summary>
    public void Refuse(string reason)
    {
        PutBack();
        var unanswered = _awaitingSavepoint;
        _awaitingSavepoint = [];
        unanswered.ForEach(waiting => waiting.Failed(reason));
    }

    internal sealed record Request(Action<CheckpointStatus> Completed, Action<string> Failed);
}
