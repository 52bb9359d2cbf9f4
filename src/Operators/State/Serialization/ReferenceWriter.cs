namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>The objects that the value at hand has been found to hold so far, by number; and how deep it is nested.</summary>
/// <remarks>
/// Objects are compared by reference. One that comes again is written as its number, so that two members that hold the
/// same object hold the same object after a restore, and cycles end.
/// </remarks>
internal sealed class ReferenceWriter
{
    /// <summary>How deep objects may be nested. Below what any stack takes, so that what could be written can be read.</summary>
    public const int MaxDepth = 500;

    // Most values need neither.
    private Dictionary<object, int>? _numbers;
    private List<bool> _isComplete = null!;
    private bool _isFollowing;
    private int _depth;
    private int _keyFloor;

    /// <summary>Another value begins.</summary>
    /// <param name="isFollowing">Whether it may hold the same object twice.</param>
    public void Begin(bool isFollowing)
    {
        _depth = 0;
        _isFollowing = isFollowing;
        if (isFollowing)
        {
            _numbers ??= new Dictionary<object, int>(ReferenceEqualityComparer.Instance);
            _isComplete ??= [];
            _numbers.Clear();
            _isComplete.Clear();
            _keyFloor = 0;
        }
    }

    /// <summary>An object begins; <see cref="Leave"/> ends it.</summary>
    public void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw new StateValueException($"objects are nested more than {MaxDepth} deep. Keep a list instead of a chain of objects");
        }
    }

    public void Leave() => _depth--;

    /// <summary>Whether an object was written already; otherwise gives it the next number.</summary>
    /// <param name="value">The object.</param>
    /// <param name="number">Its number; −1 where numbers are not needed.</param>
    public bool IsKnown(object value, out int number)
    {
        if (!_isFollowing)
        {
            number = -1;
            return false;
        }

        if (!_numbers!.TryGetValue(value, out number))
        {
            number = _numbers.Count;
            _numbers.Add(value, number);
            _isComplete.Add(false);
            return false;
        }

        if (number < _keyFloor && !_isComplete[number])
        {
            // A restore needs the hash or the order of the key before the object around it is complete.
            throw new StateValueException("a key or an element of a set refers back to the object that holds it");
        }

        return true;
    }

    public void Complete(int number)
    {
        if (number >= 0)
        {
            _isComplete[number] = true;
        }
    }

    /// <summary>What is hashed or compared when it is read begins.</summary>
    /// <returns>For <see cref="EndKey"/>.</returns>
    public int BeginKey()
    {
        var outer = _keyFloor;
        _keyFloor = _isFollowing ? _isComplete.Count : 0;
        return outer;
    }

    public void EndKey(int outer) => _keyFloor = outer;
}
