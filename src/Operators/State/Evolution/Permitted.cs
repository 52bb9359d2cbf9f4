namespace AkkaStreamProc.Operators.State.Evolution;

/// <summary>How far what is read may differ from what was written.</summary>
internal enum Permitted
{
    /// <summary>In names only: keys, whose hash decides where they are.</summary>
    Names,

    /// <summary>In names, and in what a migration tells of: what another migration begins with. Anything else could be read as anything.</summary>
    Origin,

    /// <summary>In whatever leaves different values different: keys of maps and elements of sets.</summary>
    Distinct,

    /// <summary>In whatever can be told.</summary>
    All,
}
