using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>The numbers of derived types in what is written.</summary>
internal static class UnionNumbers
{
    /// <summary>The number of a type by its name in schemas.</summary>
    public static int Of(string typeName) => (int)XxHash3.HashToUInt64(MemoryMarshal.AsBytes(typeName.AsSpan()));
}
