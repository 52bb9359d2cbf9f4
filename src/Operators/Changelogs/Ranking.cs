namespace AkkaStreamProc.Operators.Changelogs;

/// <summary>How the first rows of a group are to be found.</summary>
/// <typeparam name="T">The type of the rows.</typeparam>
/// <typeparam name="TOrder">The type of what they are ordered by.</typeparam>
/// <param name="Count">How many.</param>
/// <param name="By">From a row to what it is ordered by.</param>
/// <param name="IsDescending">Whether the larger ones are the first.</param>
/// <param name="IsLatestFirst">Of rows of one order, whether the one that came last is the first.</param>
/// <param name="IsRowOfGroup">Whether the first row is the row of its group, and has the group for its key.</param>
internal sealed record Ranking<T, TOrder>(int Count, Func<T, TOrder> By, bool IsDescending, bool IsLatestFirst = false, bool IsRowOfGroup = false);
