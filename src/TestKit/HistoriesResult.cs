namespace AkkaStreamProc.TestKit;

/// <summary>What many histories have been through together.</summary>
/// <param name="Count">How many there were.</param>
/// <param name="WithCrash">How many of them had at least one crash.</param>
/// <param name="WithFault">How many of them had at least one other fault.</param>
/// <param name="Steps">The steps of all.</param>
public sealed record HistoriesResult(int Count, int WithCrash, int WithFault, long Steps);
