using AkkaStreamProc.Operators.Snapshots;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Snapshots;

public class SnapshotReaderTests
{
    [Fact]
    public void Values_come_back_in_their_order() =>
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Long, Gen.ULong, Gen.Byte, Gen.Byte.Array[0, 300]).Sample((count, number, unsigned, single, bytes) =>
        {
            var writer = new SnapshotWriter(1);
            writer.WriteCount(count);
            writer.WriteInt64(number);
            writer.WriteUInt64(unsigned);
            writer.WriteByte(single);
            writer.WriteBytes(bytes);
            writer.WriteString("Größe 世界");
            var reader = new SnapshotReader(writer.Written);

            reader.ReadCount().ShouldBe(count);
            reader.ReadInt64().ShouldBe(number);
            reader.ReadUInt64().ShouldBe(unsigned);
            reader.ReadByte().ShouldBe(single);
            reader.ReadBytes().ToArray().ShouldBe(bytes);
            reader.ReadString().ShouldBe("Größe 世界");
            reader.IsAtEnd.ShouldBeTrue();
        });

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0x0F })]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x80, 0x00 })]
    public void Count_that_cannot_be_one_is_damage(byte[] bytes) =>
        Should.Throw<SnapshotException>(() => new SnapshotReader(bytes).ReadCount());

    [Fact]
    public void Length_beyond_the_end_is_damage() =>
        Should.Throw<SnapshotException>(() => new SnapshotReader(new byte[] { 5, 1, 2 }).ReadBytes()).Message.ShouldContain("ends early");
}
