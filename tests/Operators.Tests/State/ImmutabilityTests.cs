using System.Collections.Immutable;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Tests.State;

public class ImmutabilityTests
{
    public sealed record Plain(int A, string? B);

    public sealed record WithList(List<int> Items);

    public sealed record WithPlain(Plain Plain, Guid Id, DateTimeOffset At, decimal? Price);

    public sealed record Chain(int Value, Chain? Next);

    public sealed record ChainOfLists(List<int> Value, ChainOfLists? Next);

    public sealed class Settable
    {
        public int Value { get; set; }
    }

    /// <summary>Not sealed, but nothing derives from it.</summary>
    public record Open(int A);

    public record Base(int A);

    public sealed record Derived(int A, List<int> B) : Base(A);

    public struct Mutable
    {
        public int A;
        public string B;
    }

    public struct Holder
    {
        public Settable Held;
    }

    [Theory]
    [InlineData(typeof(int))]
    [InlineData(typeof(string))]
    [InlineData(typeof(decimal))]
    [InlineData(typeof(DateTimeOffset))]
    [InlineData(typeof(Guid))]
    [InlineData(typeof(DayOfWeek))]
    [InlineData(typeof(int?))]
    [InlineData(typeof((int, string)))]
    [InlineData(typeof(Plain))]
    [InlineData(typeof(Open))]
    [InlineData(typeof(Uri))]
    [InlineData(typeof(System.Numerics.BigInteger))]
    [InlineData(typeof(Tuple<string, int>))]
    [InlineData(typeof(WithPlain))]
    [InlineData(typeof(Chain))]
    [InlineData(typeof(Mutable))]
    [InlineData(typeof(ImmutableList<int>))]
    [InlineData(typeof(ImmutableDictionary<string, Plain>))]
    public void Type_can_be_shared_with_a_snapshot(Type type) => StateTypes.IsImmutable(type).ShouldBeTrue();

    [Theory]
    [InlineData(typeof(object))]
    [InlineData(typeof(List<int>))]
    [InlineData(typeof(int[]))]
    [InlineData(typeof(WithList))]
    [InlineData(typeof(ChainOfLists))]
    [InlineData(typeof(Settable))]
    [InlineData(typeof(Base))]
    [InlineData(typeof(Holder))]
    [InlineData(typeof((int, List<int>)))]
    [InlineData(typeof(IReadOnlyList<int>))]
    [InlineData(typeof(Func<int>))]
    [InlineData(typeof(ImmutableList<List<int>>))]
    [InlineData(typeof(ImmutableList<int>.Builder))]
    public void Type_must_be_written_before_it_is_changed(Type type) => StateTypes.IsImmutable(type).ShouldBeFalse();
}
