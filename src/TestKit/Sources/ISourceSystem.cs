namespace AkkaStreamProc.TestKit.Sources;

/// <summary>An outside system with a source, as <see cref="SourceContract"/> looks at it.</summary>
/// <remarks>Nothing in it changes while a scenario runs.</remarks>
public interface ISourceSystem
{
    /// <summary>All records there are, each different from the others: at least ten, in more than one split where that is possible.</summary>
    IReadOnlyList<string> Records { get; }

    /// <summary>Creates the source as the program of the job does at each of its starts. It is read from the beginning.</summary>
    ISource<string> CreateSource();
}
