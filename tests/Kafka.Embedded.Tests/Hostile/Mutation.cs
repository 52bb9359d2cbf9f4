using System.Buffers.Binary;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Hostile;

/// <summary>Spoils requests as chance, or malice, would. The same seed spoils the same way.</summary>
internal sealed class Mutation(Random random)
{
    private static readonly int[] Edges = [0, 1, -1, -2, 127, 128, 255, 32_767, 65_535, int.MaxValue, int.MinValue, 1 << 20, 100 << 20];

    /// <summary>A request that was sound before one to four changes.</summary>
    public byte[] Next()
    {
        List<byte> frame = [.. Any()];
        for (int changes = random.Next(1, 5); changes > 0 && frame.Count > 0; changes--)
        {
            Change(frame);
        }

        return [.. frame];
    }

    private void Change(List<byte> frame)
    {
        int at = random.Next(frame.Count);
        switch (random.Next(9))
        {
            case 0:
                frame[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                frame[at] = (byte)random.Next(256);
                break;
            case 2:
                Span<byte> edge = stackalloc byte[4];
                BinaryPrimitives.WriteInt32BigEndian(edge, Edges[random.Next(Edges.Length)]);
                for (int i = 0; i < 4 && at + i < frame.Count; i++)
                {
                    frame[at + i] = edge[i];
                }

                break;
            case 3:
                frame.RemoveRange(at, Math.Min(random.Next(1, 9), frame.Count - at));
                break;
            case 4:
                var more = new byte[random.Next(1, 17)];
                random.NextBytes(more);
                frame.InsertRange(at, more);
                break;
            case 5:
                frame.RemoveRange(at, frame.Count - at);
                break;
            case 6:
                frame.InsertRange(at, frame.GetRange(at, Math.Min(random.Next(1, 33), frame.Count - at)));
                break;
            case 7:
                byte[] other = Any();
                int from = random.Next(other.Length);
                frame.InsertRange(at, other[from..Math.Min(other.Length, from + random.Next(1, 65))]);
                break;
            default:
                if (frame.Count > 3)
                {
                    frame[3] = (byte)random.Next(17); // Another version of the same request.
                }

                break;
        }
    }

    private byte[] Any() => ValidRequests.Frames[random.Next(ValidRequests.Frames.Count)];
}
