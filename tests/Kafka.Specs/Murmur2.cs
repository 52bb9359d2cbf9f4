using System.Buffers.Binary;

namespace AkkaStreamProc.Kafka.Specs;

/// <summary>Where the default partitioner of the Java clients puts a key (<c>Utils.murmur2</c> there).</summary>
internal static class Murmur2
{
    public static int Partition(ReadOnlySpan<byte> key, int partitions) => (int)((Hash(key) & 0x7FFF_FFFF) % (uint)partitions);

    private static uint Hash(ReadOnlySpan<byte> data)
    {
        const uint m = 0x5bd1e995;
        var h = 0x9747b28cu ^ (uint)data.Length;
        for (; data.Length >= 4; data = data[4..])
        {
            var k = BinaryPrimitives.ReadUInt32LittleEndian(data) * m;
            h = (h * m) ^ ((k ^ (k >> 24)) * m);
        }

        for (var i = data.Length - 1; i >= 0; i--)
        {
            h ^= (uint)data[i] << (8 * i);
        }

        h = data.Length > 0 ? h * m : h;
        h = (h ^ (h >> 13)) * m;
        return h ^ (h >> 15);
    }
}
