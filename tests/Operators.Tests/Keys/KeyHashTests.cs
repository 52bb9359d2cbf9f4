using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using AkkaStreamProc.Operators.Keys;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Keys;

public class KeyHashTests
{
    [Fact]
    public void Integer_hashes_like_its_eight_little_endian_bytes() =>
        Gen.Long.Sample(
            value =>
            {
                var bytes = new byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
                KeyHash.OfInteger(value).ShouldBe(XxHash3.HashToUInt64(bytes));
            },
            iter: 5_000);

    [Fact]
    public void String_hashes_like_its_utf16_bytes() =>
        Gen.String.Sample(
            value => KeyHash<string>.Of(value).ShouldBe(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(value.AsSpan()))),
            iter: 2_000);

    [Fact]
    public void Guid_hashes_like_its_sixteen_bytes() =>
        Gen.Guid.Sample(value => KeyHash<Guid>.Of(value).ShouldBe(XxHash3.HashToUInt64(value.ToByteArray())), iter: 1_000);

    [Fact]
    public void Integers_of_every_width_hash_by_their_value()
    {
        var expected = KeyHash.OfInteger(42);

        KeyHash<long>.Of(42).ShouldBe(expected);
        KeyHash<ulong>.Of(42).ShouldBe(expected);
        KeyHash<int>.Of(42).ShouldBe(expected);
        KeyHash<uint>.Of(42).ShouldBe(expected);
        KeyHash<short>.Of(42).ShouldBe(expected);
        KeyHash<ushort>.Of(42).ShouldBe(expected);
        KeyHash<sbyte>.Of(42).ShouldBe(expected);
        KeyHash<byte>.Of(42).ShouldBe(expected);
        KeyHash<char>.Of((char)42).ShouldBe(expected);
    }

    [Fact]
    public void Negative_integers_keep_their_sign()
    {
        KeyHash<int>.Of(-1).ShouldBe(KeyHash.OfInteger(-1));
        KeyHash<short>.Of(-1).ShouldBe(KeyHash.OfInteger(-1));
        KeyHash<uint>.Of(uint.MaxValue).ShouldBe(KeyHash.OfInteger(uint.MaxValue));
        KeyHash<Colour>.Of(Colour.Blue).ShouldBe(KeyHash.OfInteger(-7));
    }

    [Fact]
    public void Different_keys_have_different_hashes()
    {
        var hashes = new HashSet<ulong>();
        for (var x = 0; x < 100; x++)
        {
            for (var y = 0; y < 100; y++)
            {
                hashes.Add(KeyHash<Cell>.Of(new Cell(x, y))).ShouldBeTrue();
            }
        }
    }

    [Fact]
    public void Fields_of_a_base_record_count_for_the_hash()
    {
        var hashes = Enumerable.Range(0, 1000).Select(i => KeyHash<Town>.Of(new Town($"country {i}", 7)));

        hashes.Distinct().Count().ShouldBe(1000);
    }

    [Fact]
    public void Null_differs_from_an_empty_string_and_from_zero()
    {
        KeyHash<Person>.Of(new Person(null, 1)).ShouldNotBe(KeyHash<Person>.Of(new Person("", 1)));
        KeyHash<(int?, int)>.Of((null, 1)).ShouldNotBe(KeyHash<(int?, int)>.Of((0, 1)));
    }
}
