using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Queries;

namespace AkkaStreamProc;

/// <summary>Asks for some of the keys of a state; answered by a <see cref="StatePage{TKey, TValue}"/> of the types of the state.</summary>
/// <remarks>
/// The pages of one walk through the last checkpoint are all of the checkpoint of the first page. It must stay retained
/// (<c>JobSettings.RetainedCheckpoints</c>) until the walk is over, unless it is a savepoint.
/// </remarks>
public sealed record GetStatePage : StateQuestion
{
    /// <summary>The largest page.</summary>
    public const int MaxSize = 10_000;

    /// <param name="operatorName">The name of the operator.</param>
    /// <param name="state">The name of the state.</param>
    public GetStatePage(string operatorName, string state)
        : base(operatorName, state)
    {
    }

    /// <summary>How many keys there may be at the most, from 1 to <see cref="MaxSize"/>; a hundred unless set.</summary>
    public int Size { get; init; } = 100;

    /// <summary>The <see cref="StatePage{TKey, TValue}.Next"/> of the page before; <see langword="null"/> for the first.</summary>
    public string? After { get; init; }

    internal override Type? KeyType => null;

    internal override long? Pinned => Cursor.Checkpoint is > 0 and var checkpoint ? checkpoint : null;

    private PageCursor Cursor => After is null ? PageCursor.Start : PageCursor.Parse(After);

    internal override int KeyGroupOf(int maxParallelism)
    {
        if (Size is < 1 or > MaxSize)
        {
            throw new StreamProcessingException($"A page of {Size} keys was asked for; it may have from 1 to {MaxSize:N0}. Ask for fewer, and for the pages behind it.");
        }

        var cursor = Cursor;
        return (cursor.Checkpoint > 0) == (Reading == StateReading.LastCheckpoint) || After is null
            ? cursor.KeyGroup < maxParallelism ? cursor.KeyGroup : throw PageCursor.Refused(After)
            : throw new StreamProcessingException("A walk through a state goes on with another reading than it began with. Use the one of its first page, or begin anew.");
    }

    internal override PreparedAnswer Read(ReadableState state, KeyGroupRange range, int maxParallelism) => state.Page(Cursor, Size, range, maxParallelism);
}
