using AkkaStreamProc.Operators.Keys;

namespace AkkaStreamProc.Operators.Tests.Keys;

public class KeyHashRefusalTests
{
    public sealed class OwnEquality
    {
        public override bool Equals(object? obj) => true;

        public override int GetHashCode() => 0;
    }

    public struct OwnTypedEquality : IEquatable<OwnTypedEquality>
    {
        public int Value;

        public readonly bool Equals(OwnTypedEquality other) => true;

        public override readonly bool Equals(object? obj) => true;

        public override readonly int GetHashCode() => 0;
    }

    public sealed record CaseInsensitive(string Name)
    {
        public bool Equals(CaseInsensitive? other) => string.Equals(Name, other?.Name, StringComparison.OrdinalIgnoreCase);

        public override int GetHashCode() => 0;
    }

    public sealed record WithList(List<int> Items);

    public sealed record WithArray(int[] Items);

    public sealed record Tree(int Value, Tree? Left);

    [Fact]
    public void Types_without_stable_equality_are_refused_by_name()
    {
        ShouldBeRefused(new object());
        ShouldBeRefused(new OwnEquality());
        ShouldBeRefused(new OwnTypedEquality());
        ShouldBeRefused(new CaseInsensitive("a"));
        ShouldBeRefused(new[] { 1 });
        ShouldBeRefused(new List<int>());
        ShouldBeRefused(new Uri("http://localhost"));
        ShouldBeRefused((Func<int>)(() => 1));
        ShouldBeRefused<IComparable>(1);
        ShouldBeRefused((nint)1);
        ShouldBeRefused(Int128.One);
    }

    [Fact]
    public void Refused_part_of_a_key_is_named_with_the_key()
    {
        var message = ShouldBeRefused(new WithList([1]));
        message.ShouldContain("List`1");
        message.ShouldContain("in the key type");
        message.ShouldContain(nameof(WithList));

        ShouldBeRefused(new WithArray([1])).ShouldContain("Int32[]");
        ShouldBeRefused((1, new object())).ShouldContain("System.Object");
    }

    [Fact]
    public void Key_that_contains_itself_is_refused() =>
        ShouldBeRefused(new Tree(1, null)).ShouldContain(nameof(Tree));

    [Fact]
    public void Refusal_is_the_same_every_time()
    {
        var first = ShouldBeRefused(new Version(1, 0));
        var second = ShouldBeRefused(new Version(1, 0));

        second.ShouldBe(first);
    }

    private static string ShouldBeRefused<TKey>(TKey key)
        where TKey : notnull
    {
        var error = Should.Throw<StreamProcessingException>(() => KeyHash<TKey>.Of(key));
        error.Message.ShouldContain("cannot be a key");
        error.Message.ShouldContain("Use a string, a number");
        return error.Message;
    }
}
