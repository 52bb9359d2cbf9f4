using AkkaStreamProc.Operators.Keys;

namespace AkkaStreamProc.Operators.Tests.Keys;

/// <summary>State is addressed by these hashes: a version that computes others cannot read any older checkpoint.</summary>
public class KeyHashPinnedTests
{
    private static readonly DateTimeOffset Noon = new(2024, 2, 29, 12, 0, 0, TimeSpan.FromHours(2));

    [Fact]
    public void Hash_of_every_kind_of_key_stays_what_it_was() => ShouldBe(
    [
        ("long", KeyHash<long>.Of(-42), 0x3BF78C9BB5BABA6B),
        ("ulong", KeyHash<ulong>.Of(ulong.MaxValue), 0x5111C7E47D784413),
        ("int", KeyHash<int>.Of(42), 0xD5A6F8C838DF27C8),
        ("uint", KeyHash<uint>.Of(uint.MaxValue), 0xF0229C562A278D89),
        ("short", KeyHash<short>.Of(-3), 0x42469F89586D8030),
        ("byte", KeyHash<byte>.Of(255), 0x0D00568A2225A3E5),
        ("bool", KeyHash<bool>.Of(true), 0x2FBC593564DB792E),
        ("char", KeyHash<char>.Of('x'), 0x4F608B7C87BD51B7),
        ("enum", KeyHash<Colour>.Of(Colour.Blue), 0xCDEDDD5C08597FB4),
        ("string", KeyHash<string>.Of("Grüße, 世界"), 0xD35766CC8FF93C8E),
        ("empty string", KeyHash<string>.Of(""), 0x2D06800538D394C2),
        ("guid", KeyHash<Guid>.Of(new Guid("00112233-4455-6677-8899-aabbccddeeff")), 0x33695758FF7E581E),
        ("double", KeyHash<double>.Of(1.5), 0x2561A4889FF63458),
        ("float", KeyHash<float>.Of(1.5f), 0x2561A4889FF63458),
        ("decimal", KeyHash<decimal>.Of(12.340m), 0xB7DECB7E6257F1FB),
        ("DateTime", KeyHash<DateTime>.Of(Noon.UtcDateTime), 0xB4D32A85FA15D023),
        ("DateTimeOffset", KeyHash<DateTimeOffset>.Of(Noon), 0xB4D32A85FA15D023),
        ("DateOnly", KeyHash<DateOnly>.Of(new DateOnly(2024, 2, 29)), 0x68FB0C3C368FE05C),
        ("TimeOnly", KeyHash<TimeOnly>.Of(new TimeOnly(12, 30)), 0x1AC0E551B3641E3A),
        ("TimeSpan", KeyHash<TimeSpan>.Of(TimeSpan.FromMinutes(90)), 0x8C08CEEF9AA14A65),
    ]);

    [Fact]
    public void Hash_of_composed_keys_stays_what_it_was() => ShouldBe(
    [
        ("tuple", KeyHash<(string, int)>.Of(("a", 1)), 0x1B554C8098C2C713),
        ("class tuple", KeyHash<Tuple<string, int>>.Of(Tuple.Create("a", 1)), 0x1B554C8098C2C713),
        ("long tuple", KeyHash<(int, int, int, int, int, int, int, int, int)>.Of((1, 2, 3, 4, 5, 6, 7, 8, 9)), 0x48BFFE5CFF706A21),
        ("record", KeyHash<Person>.Of(new Person("a", 1)), 0x48F983BFFE57C559),
        ("record of null", KeyHash<Person>.Of(new Person(null, 1)), 0x7EBE7168ABD2B0C5),
        ("derived record", KeyHash<Town>.Of(new Town("a", 1)), 0x48F983BFFE57C559),
        ("record struct", KeyHash<Cell>.Of(new Cell(1, 2)), 0x0264D4E12E515107),
        ("struct", KeyHash<PlainPair>.Of(new PlainPair { First = 1.5, Second = "b" }), 0x4FBB927B6CC08E9F),
        ("key and value", KeyHash<KeyValuePair<string, int>>.Of(new("a", 1)), 0x1B554C8098C2C713),
        ("nested", KeyHash<Wrapped>.Of(new Wrapped(new Person("a", 1), 1.50m, Noon, Colour.Red)), 0x6B9EB58931BC171A),
        ("nested nulls", KeyHash<Wrapped>.Of(new Wrapped(null, 0m, Noon, null)), 0x86F6EDB016F89AAB),
        ("anonymous", HashOf(new { Name = "a", Age = 1 }), 0x1B554C8098C2C713),
    ]);

    private static ulong HashOf<TKey>(TKey key)
        where TKey : notnull => KeyHash<TKey>.Of(key);

    private static void ShouldBe((string Kind, ulong Actual, ulong Pinned)[] hashes) =>
        hashes.Select(h => $"{h.Kind} 0x{h.Actual:X16}").ShouldBe(hashes.Select(h => $"{h.Kind} 0x{h.Pinned:X16}"));
}
