namespace AkkaStreamProc.Actors.Exchange;

/// <summary>What may be on its way through a channel, and what an element takes of that.</summary>
/// <param name="Records">Records.</param>
/// <param name="Bytes">Their bytes, as the sender estimates them (<see cref="Operators.Batches.BatchWeight{T}"/>).</param>
/// <param name="Controls">Elements that are no batch; they have permits of their own, so that they never wait for credit of records.</param>
internal readonly record struct Credit(int Records, long Bytes, int Controls)
{
    /// <summary>
    /// How many controls may be unacknowledged in a channel: many more than ever are, so that only a receiver that takes
    /// nothing can make one wait.
    /// </summary>
    public const int MaxControls = 64;

    /// <summary>What one control takes.</summary>
    public static Credit OfControl { get; } = new(0, 0, 1);

    public static Credit operator +(Credit left, Credit right) => new(left.Records + right.Records, left.Bytes + right.Bytes, left.Controls + right.Controls);

    public static Credit operator -(Credit left, Credit right) => new(left.Records - right.Records, left.Bytes - right.Bytes, left.Controls - right.Controls);
}
