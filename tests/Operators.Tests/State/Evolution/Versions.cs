using System.Collections.Immutable;

namespace AkkaStreamProc.Operators.Tests.State.Evolution;

/// <summary>The types of a program in its versions: each in a class that is named after the change.</summary>
public static class Versions
{
    public static class V1
    {
        public sealed record Total(int Sum, string Name);

        public sealed class Account
        {
            public decimal Balance { get; set; }
        }

        public sealed record Holder(Account First, Account Second);

        public sealed record Pair(Part Gone, Part Kept);

        public sealed class Part
        {
            public int Value { get; set; }
        }

        public sealed record Wide(int Id, Other[] Others, Dictionary<string, Other> ByName, HashSet<Level> Levels, (Other, Tuple<int, Other?>) Both, ImmutableDictionary<string, ImmutableArray<Other>> Deep, Shape? Shape, int? Maybe, double Last);

        public sealed record Other(string Text, Other? Next);

        public enum Level
        {
            Low,
            High,
        }

        [StateDerivedType(typeof(Circle))]
        [StateDerivedType(typeof(Square))]
        public abstract record Shape;

        public sealed record Circle(double Radius) : Shape;

        public sealed record Square(float Side) : Shape;

        public sealed record Event(string Name);

        public readonly record struct Point(short X, short Y);

        public sealed record Node(int Value, Node? Next, List<Node> More);

        public struct Sums
        {
            public long Sum;
        }
    }

    public static class Added
    {
        public sealed record Total(int Sum, string Name, int Count, string? Note, string Currency = "EUR")
        {
            public List<string> Tags { get; init; } = ["old"];
        }

        public sealed class Account
        {
            public decimal Balance { get; set; }

            public string Owner { get; set; } = "nobody";
        }

        public sealed record Holder(Account First, Account Second);

        public readonly record struct Point(short X, short Y, short Z = 7);

        public sealed record Node(int Value, Node? Next, List<Node> More, bool IsMarked = true);
    }

    public static class Required
    {
        public sealed record Total(int Sum, string Name, string Currency);
    }

    public static class Removed
    {
        public sealed record Total(int Sum);

        public sealed record Pair(Part Kept);

        public sealed class Part
        {
            public int Value { get; set; }
        }

        [FormerName("AkkaStreamProc.Operators.Tests.State.Evolution.Versions.V1.Wide")]
        public sealed record Wide(int Id, double Last);

        public readonly record struct Point(short X);
    }

    public static class Renamed
    {
        public sealed record Total([FormerName("Sum")] int Amount, string Name);

        public enum Level
        {
            Low,

            [FormerName("High")]
            Top,
        }

        [FormerName("AkkaStreamProc.Operators.Tests.State.Evolution.Versions.V1.Shape")]
        [StateDerivedType(typeof(Round))]
        [StateDerivedType(typeof(Square))]
        public abstract record Shape;

        [FormerName("AkkaStreamProc.Operators.Tests.State.Evolution.Versions.V1.Circle")]
        public sealed record Round([FormerName("Radius")] double Size) : Shape;

        [FormerName("AkkaStreamProc.Operators.Tests.State.Evolution.Versions.V1.Square")]
        public sealed record Square(float Side) : Shape;

        [FormerName("AkkaStreamProc.Operators.Tests.State.Evolution.Versions.Renamed.Account")]
        public sealed class Purse
        {
            [FormerName("Balance")]
            public decimal Content { get; set; }
        }
    }

    public static class Widened
    {
        public sealed record Total(long Sum, string Name);

        public readonly record struct Point(int X, double? Y);

        [FormerName("AkkaStreamProc.Operators.Tests.State.Evolution.Versions.V1.Shape")]
        [StateDerivedType(typeof(Circle))]
        [StateDerivedType(typeof(Square))]
        public abstract record Shape;

        [FormerName("AkkaStreamProc.Operators.Tests.State.Evolution.Versions.V1.Circle")]
        public sealed record Circle(double Radius) : Shape;

        [FormerName("AkkaStreamProc.Operators.Tests.State.Evolution.Versions.V1.Square")]
        public sealed record Square(double Side) : Shape;

        [StateDerivedType(typeof(Event))]
        [StateDerivedType(typeof(Special))]
        public record Event(string Name);

        public sealed record Special(string Name) : Event(Name);
    }

    public static class Fixed
    {
        public sealed record Pair(Part Gone, Part Kept);

        public sealed record Part(int Value);
    }

    public static class Refused
    {
        public sealed record Total(string Sum, string Name);

        public struct Account
        {
            public decimal Balance;
        }

        public enum Level
        {
            High,
            Low,
        }

        public readonly record struct Point(float X, sbyte Y);
    }

    [FormerName("AkkaStreamProc.Operators.Tests.State.Evolution.Versions.Migrated.Total")]
    public sealed record OldTotal(int Sum, string Name);

    public static class Migrated
    {
        public sealed record Total(string Text);

        public sealed class Account
        {
            public long Cents { get; set; }
        }

        public sealed record Holder(Account First, Account Second);
    }

    [FormerName("AkkaStreamProc.Operators.Tests.State.Evolution.Versions.Migrated.Account")]
    public sealed class OldAccount
    {
        public decimal Balance { get; set; }
    }

    public sealed record Lists(List<V1.Other> Gone, List<V1.Other> Kept, int[] Numbers, int[] Same);

    [FormerName("AkkaStreamProc.Operators.Tests.State.Evolution.Versions.Lists")]
    public sealed record KeptLists(List<V1.Other> Kept, int[] Same);

    [FormerName("AkkaStreamProc.Operators.Tests.State.Evolution.Versions.V1.Total")]
    public sealed record Taken([FormerName("Sum")] long Total, string Name, long Sum = 7);

    [FormerName("AkkaStreamProc.Operators.Tests.State.Evolution.Versions.V1.Total")]
    public sealed record WithLevel(int Sum, string Name, V1.Level? Level = V1.Level.High, V1.Level Plain = V1.Level.High, decimal Rate = 0.5m);

    [FormerName("AkkaStreamProc.Operators.Tests.State.Evolution.Versions.Migrated.Account")]
    public sealed class SecondAccount
    {
        public long Cents { get; set; }
    }

    public sealed class ThirdAccount
    {
        public string Text { get; set; } = "";
    }

    public sealed record ThirdHolder(ThirdAccount First, ThirdAccount Second);

    public sealed class Mutable
    {
        public int Value { get; set; }
    }

    [FormerName("AkkaStreamProc.Operators.Tests.State.Evolution.Versions.Mutable")]
    public sealed class LongMutable
    {
        public long Value { get; set; }
    }
}
