using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Tests.Batches.Codecs;

/// <summary>The shapes of records that the specs of codecs send.</summary>
internal static class CodecRecords
{
    public enum Level : short
    {
        Low = -3,
        High = 700,
    }

    [StateDerivedType(typeof(Circle))]
    [StateDerivedType(typeof(Square))]
    public abstract record Figure(string Name);

    public sealed record Circle(string Name, double Radius) : Figure(Name);

    public sealed record Square(string Name, float Side) : Figure(Name);

    /// <summary>Not declared for its base.</summary>
    public sealed record Triangle(string Name) : Figure(Name);

    public readonly record struct Point(int X, byte Y);

    public sealed record Order(
        string? Id, int Count, double Price, bool IsPaid, char Sign, decimal Total, DateTime At, DateTimeOffset Sent, TimeSpan Took,
        Level Level, Guid Key, long? Limit, Point Place, Figure? Figure);

    public readonly record struct Reading(int Sensor, double Value, Half Small, string? Unit, Point? At);

    public sealed class Node
    {
        public string? Name { get; set; }

        public Node? Left { get; set; }

        public Node? Right { get; set; }

        public List<int>? Numbers { get; set; }
    }

    public class Open
    {
        public int Number { get; set; }
    }

    /// <summary>A type with a form of its own.</summary>
    public sealed record Celsius(double Degrees);

    public sealed class CelsiusSerializer : IStateSerializer<Celsius>
    {
        public string Name => "tenths";

        public int Version => 1;

        public void Write(System.Buffers.IBufferWriter<byte> output, Celsius value) =>
            BitConverter.TryWriteBytes(Advance(output, 4), (int)Math.Round(value.Degrees * 10)).ShouldBeTrue();

        public Celsius Read(ReadOnlySpan<byte> bytes) => new(BitConverter.ToInt32(bytes) / 10.0);

        private static Span<byte> Advance(System.Buffers.IBufferWriter<byte> output, int length)
        {
            var span = output.GetSpan(length)[..length];
            output.Advance(length);
            return span;
        }
    }
}
