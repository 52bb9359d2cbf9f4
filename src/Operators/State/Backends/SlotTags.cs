using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AkkaStreamProc.Operators.State.Backends;

/// <summary>One byte for each slot of a key table: free, removed, or seven bits of the hash of the key that is there.</summary>
/// <remarks>
/// Slots come in blocks of sixteen, whose tags are compared at once: no branch depends on where in a block a key lies.
/// (The layout is that of Abseil's Swiss tables.) Bit sets have a bit for each slot of the block, the lowest for the first.
/// </remarks>
internal static class SlotTags
{
    /// <summary>How many slots a block has.</summary>
    public const int BlockSize = 16;

    /// <summary>Nothing was ever here since the block was laid out: a search ends with this block.</summary>
    public const byte Free = 0;

    /// <summary>Something was here: a search goes on.</summary>
    public const byte Removed = 1;

    /// <summary>Set in the tag of every key.</summary>
    public const byte TakenBit = 0x80;

    /// <summary>The tag of a key; its top bit says that the slot is taken.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Of(uint hash) => (byte)((hash >> 24) | TakenBit);

    /// <summary>The first slot of the block in which the search for a key begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int HomeOf(uint hash, int mask) => (int)(hash * BlockSize) & mask;

    /// <summary>The slots of a block that have a tag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Matching(ref byte block, byte tag) =>
        Vector128.Equals(Vector128.LoadUnsafe(ref block), Vector128.Create(tag)).ExtractMostSignificantBits();

    /// <summary>The slots of a block that hold a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Taken(ref byte block) => Vector128.LoadUnsafe(ref block).ExtractMostSignificantBits();
}
