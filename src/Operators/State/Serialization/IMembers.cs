namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>The form of a type by its fields, for whoever arranges them otherwise than one behind the other.</summary>
internal interface IStructMembers<TOwner>
{
    IReadOnlyList<Member<TOwner>> Members { get; }
}

/// <summary>The same of a class.</summary>
internal interface IObjectMembers<TOwner>
{
    IReadOnlyList<Member<TOwner>> Members { get; }

    /// <summary>Refuses an object of another class than the declared one.</summary>
    /// <exception cref="StateValueException">It is of another class.</exception>
    void VerifyType(TOwner value);
}
