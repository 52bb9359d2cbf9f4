namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>A value that cannot be kept in state though its type can; where it lies is gathered on the way out.</summary>
internal sealed class StateValueException(string reason) : Exception
{
    private string _path = "";

    public override string Message => _path.Length == 0 ? reason : $"{_path}: {reason}";

    /// <summary>The value is a part of another: a member, or <c>[]</c> for an element.</summary>
    public StateValueException In(string part)
    {
        _path = _path.Length == 0 || _path[0] == '[' ? part + _path : $"{part}.{_path}";
        return this;
    }
}
