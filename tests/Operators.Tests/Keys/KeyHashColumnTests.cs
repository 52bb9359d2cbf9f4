using AkkaStreamProc.Operators.Keys;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Keys;

/// <summary>Many keys at once hash as each of them alone, whatever their number is beside the width of a vector.</summary>
public class KeyHashColumnTests
{
    [Fact]
    public void Longs_hash_as_each_alone() => Gen.Long.Array[0, 70].Sample(ShouldAgree);

    [Fact]
    public void Unsigned_longs_hash_as_each_alone() => Gen.ULong.Array[0, 70].Sample(ShouldAgree);

    [Fact]
    public void Ints_hash_as_each_alone() => Gen.Int.Array[0, 70].Sample(ShouldAgree);

    [Fact]
    public void Strings_hash_as_each_alone() => Gen.String.Array[0, 70].Sample(ShouldAgree);

    private static void ShouldAgree<TKey>(TKey[] keys)
        where TKey : notnull
    {
        const ulong untouched = 0xDEAD;
        var hashes = new ulong[keys.Length + 1];
        hashes[^1] = untouched;

        KeyHash<TKey>.Of(keys, hashes);

        hashes.ShouldBe([.. keys.Select(KeyHash<TKey>.Of), untouched]);
    }
}
