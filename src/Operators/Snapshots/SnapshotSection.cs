using System.IO.Hashing;

namespace AkkaStreamProc.Operators.Snapshots;

/// <summary>One piece of a snapshot, an item or a key group of a state: read when it is needed, and verified then.</summary>
/// <param name="snapshot">What the snapshot is, for the error.</param>
/// <param name="what">What the piece is, for the error.</param>
/// <param name="content">Where the snapshot lies.</param>
/// <param name="position">Where in it the piece begins.</param>
/// <param name="length">Its length in bytes.</param>
/// <param name="hash">The XxHash3 of its bytes.</param>
internal sealed class SnapshotSection(string snapshot, string what, ISnapshotContent content, long position, int length, ulong hash)
{
    public int Length => length;

    /// <exception cref="SnapshotException">The bytes are not those that were written, or cannot be read.</exception>
    public ReadOnlyMemory<byte> Read()
    {
        byte[] buffer = [];
        return Read(ref buffer);
    }

    /// <summary>Reads into a buffer, which is replaced where it is too small.</summary>
    /// <returns>The bytes; valid until the buffer is used again.</returns>
    /// <inheritdoc cref="Read()" path="/exception"/>
    public ReadOnlyMemory<byte> Read(ref byte[] buffer)
    {
        if (length == 0)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        if (buffer.Length < length)
        {
            buffer = GC.AllocateUninitializedArray<byte>(length);
        }

        var bytes = buffer.AsMemory(0, length);
        try
        {
            content.Read(position, bytes.Span);
        }
        catch (IOException e)
        {
            throw new SnapshotException($"The snapshot for {snapshot} cannot be read at {what}: {e.Message} {SubtaskSnapshot.WayOut}", e) { IsDamage = true };
        }

        return XxHash3.HashToUInt64(bytes.Span) == hash
            ? bytes
            : throw new SnapshotException($"The snapshot for {snapshot} was cut short or damaged: the hash of {what}, {length} bytes from byte {position} on, is wrong. {SubtaskSnapshot.WayOut}") { IsDamage = true };
    }
}
