namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>What to do with the file that is found at a followed path.</summary>
internal enum FollowDecision
{
    /// <summary>It is the file that was read; go on behind what was read.</summary>
    GoOn,

    /// <summary>It is another one; the former one was found and is read to its end first.</summary>
    FormerFirst,

    /// <summary>It is another one, or was written anew; the former one was not found. Read it from its beginning.</summary>
    Anew,

    /// <summary>It was cut, and nothing tells whether what it holds was read before.</summary>
    Refuse,
}
