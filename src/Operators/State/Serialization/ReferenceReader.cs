using System.Runtime.CompilerServices;

namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>The objects of the value at hand that were read so far, by the numbers that <see cref="ReferenceWriter"/> gave them.</summary>
internal sealed class ReferenceReader
{
    private List<object>? _objects;
    private Dictionary<(object From, object By), Made>? _made;
    private bool _isFollowing;

    public void Begin(bool isFollowing)
    {
        _isFollowing = isFollowing;
        _objects?.Clear();
        _made?.Clear();
    }

    /// <summary>An object exists, though it may be empty still.</summary>
    public void Add(object value)
    {
        if (_isFollowing)
        {
            (_objects ??= []).Add(value);
        }
    }

    /// <summary>What something made of an object of the value at hand, and is not to make again.</summary>
    public Made MadeOf(object from, object by)
    {
        _made ??= new Dictionary<(object, object), Made>(ByReference.Instance);
        if (!_made.TryGetValue((from, by), out var made))
        {
            made = new Made();
            _made.Add((from, by), made);
        }

        return made;
    }

    public object this[int number] => _objects is not null && number < _objects.Count
        ? _objects[number]
        : throw new SnapshotException($"The snapshot is damaged: a value refers to its object {number}, which it does not have.");

    /// <summary>What was made of an object, or nothing yet.</summary>
    public sealed class Made
    {
        public object? Value { get; set; }
    }

    private sealed class ByReference : IEqualityComparer<(object From, object By)>
    {
        public static ByReference Instance { get; } = new();

        public bool Equals((object From, object By) x, (object From, object By) y) => ReferenceEquals(x.From, y.From) && ReferenceEquals(x.By, y.By);

        public int GetHashCode((object From, object By) pair) => HashCode.Combine(RuntimeHelpers.GetHashCode(pair.From), RuntimeHelpers.GetHashCode(pair.By));
    }
}
