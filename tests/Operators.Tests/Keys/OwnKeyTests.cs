using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Backends;

namespace AkkaStreamProc.Operators.Tests.Keys;

/// <summary>Keys whose equality is not what it seems, or is the user's own: refused, or found again after a restore.</summary>
public class OwnKeyTests
{
    public record IgnoringCase(string Name)
    {
        public virtual bool Equals(IgnoringCase? other) => string.Equals(Name, other?.Name, StringComparison.OrdinalIgnoreCase);

        public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Name);
    }

    public sealed record OfBase(string Name, int Number) : IgnoringCase(Name);

    public struct Hidden : IEquatable<Hidden>
    {
        public string Name;

        readonly bool IEquatable<Hidden>.Equals(Hidden other) => true;
    }

    public sealed class Pretending : ITuple
    {
        public int Length => 0;

        public object? this[int index] => null;

        public override bool Equals(object? obj) => obj is Pretending;

        public override int GetHashCode() => 0;
    }

    public record Animal(string Name);

    public sealed record Dog(string Name) : Animal(Name);

    public abstract record Contract(int Number)
    {
        protected virtual Type EqualityContract => typeof(Contract);
    }

    public sealed record Signed(int Number) : Contract(Number);

    public sealed record Caching(string Name)
    {
        [NonSerialized]
        public int Length = Name.Length;
    }

    public sealed class Email(string address) : IEquatable<Email>, IStableHash
    {
        public string Address { get; } = address;

        public ulong GetStableHash() => KeyHash<string>.Of(Address.ToUpperInvariant());

        public bool Equals(Email? other) => string.Equals(Address, other?.Address, StringComparison.OrdinalIgnoreCase);

        public override bool Equals(object? obj) => Equals(obj as Email);

        public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Address);
    }

    [StateDerivedType(typeof(Person))]
    [StateDerivedType(typeof(Company))]
    public abstract record Customer(string? Name);

    public sealed record Person(string? Name, int Born) : Customer(Name);

    public sealed record Company(string? Name, Email? Mail) : Customer(Name);

    [Fact]
    public void Equality_that_is_not_that_of_the_fields_is_refused()
    {
        ShouldBeRefused<IgnoringCase>();
        ShouldBeRefused<OfBase>();
        ShouldBeRefused<Hidden>();
        ShouldBeRefused<Pretending>();
        ShouldBeRefused<Signed>();
        ShouldBeRefused<Caching>();
    }

    [Fact]
    public void Base_record_with_a_derived_one_that_is_not_declared_is_refused_by_its_name() =>
        ShouldBeRefused<Animal>().ShouldContain("OwnKeyTests+Dog derives from it and is not declared");

    [Fact]
    public void Type_that_says_its_hash_is_a_key()
    {
        KeyHash<Email>.Of(new Email("A@b.c")).ShouldBe(KeyHash<Email>.Of(new Email("a@B.c")));
        KeyHash<(int, Email)>.Of((1, new Email("A@b.c"))).ShouldBe(KeyHash<(int, Email)>.Of((1, new Email("a@B.c"))));
        KeyHash<Email>.Of(new Email("a")).ShouldNotBe(KeyHash<Email>.Of(new Email("b")));
    }

    [Fact]
    public void Derived_keys_hash_by_all_they_have()
    {
        KeyHash<Customer>.Of(new Person("a", 1)).ShouldBe(KeyHash<Customer>.Of(new Person("a", 1)));
        KeyHash<Customer>.Of(new Person("a", 1)).ShouldNotBe(KeyHash<Customer>.Of(new Person("a", 2)));
        KeyHash<Customer>.Of(new Company("a", new Email("X"))).ShouldBe(KeyHash<Customer>.Of(new Company("a", new Email("x"))));
    }

    [Fact]
    public void Keys_are_found_again_after_a_restore()
    {
        Customer[] keys = [new Person("a", 1), new Person(null, 1), new Company("a", null), new Company(null, new Email("x@y")), null!];
        var format = new KeyedStateFormat<Customer, int>("op", "count", StateSerializer<Customer>.Default, StateSerializer<int>.Default);
        var (before, after) = (new KeyTable<Customer, int>(), new KeyTable<Customer, int>());
        for (var i = 0; i < keys.Length; i++)
        {
            before.GetOrAdd(keys[i], KeyHash<Customer>.Of(keys[i]), out _) = i;
        }

        var writer = new SnapshotWriter();
        before.Freeze(format).Write(writer);
        var reader = new SnapshotReader(writer.Written);
        for (var count = reader.ReadCount(); count > 0; count--)
        {
            var key = format.ReadKey(reader);
            after.GetOrAdd(key, KeyHash<Customer>.Of(key), out _) = format.ReadValue(reader);
        }

        after.Count.ShouldBe(keys.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            after.GetOrAdd(keys[i], KeyHash<Customer>.Of(keys[i]), out var isNew).ShouldBe(i);
            isNew.ShouldBeFalse();
        }
    }

    private static string ShouldBeRefused<TKey>()
        where TKey : notnull
    {
        var error = Should.Throw<StreamProcessingException>(KeyHash<TKey>.Verify);
        error.Message.ShouldContain("cannot be a key");
        return error.Message;
    }
}
