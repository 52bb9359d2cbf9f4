namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>The objects of the value at hand that were read so far, by the numbers that <see cref="ReferenceWriter"/> gave them.</summary>
internal sealed class ReferenceReader
{
    private List<object>? _objects;
    private bool _isFollowing;

    public void Begin(bool isFollowing)
    {
        _isFollowing = isFollowing;
        _objects?.Clear();
    }

    /// <summary>An object exists, though it may be empty still.</summary>
    public void Add(object value)
    {
        if (_isFollowing)
        {
            (_objects ??= []).Add(value);
        }
    }

    public object this[int number] => _objects is not null && number < _objects.Count
        ? _objects[number]
        : throw new SnapshotException($"The snapshot is damaged: a value refers to its object {number}, which it does not have.");
}
