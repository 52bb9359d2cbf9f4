using System.Linq.Expressions;
using AkkaStreamProc.Operators.Plans.Selectors;

namespace AkkaStreamProc.Operators.Tests.Plans;

/// <summary>What code takes of a record: the same for an expression and a delegate, another where another member is meant.</summary>
public class SelectorTraceTests
{
    public sealed record Sale(string Shop, int Amount, int Fee, decimal Price, DateTimeOffset At, Sale? Before, bool IsReturn = false)
    {
        public int Field;
    }

    public static int AmountOf(Sale sale) => sale.Amount;

    public static int FeeOf(Sale sale) => sale.Fee;

    [Fact]
    public void Expression_and_delegate_of_the_same_code_have_the_same_text()
    {
        var factor = 3;
        var label = "x";
        Same(s => s.Amount, s => s.Amount, "Amount");
        Same(other => other.Amount, s => s.Amount, "Amount");
        Same(s => s.Before!.Before!.Shop, s => s.Before!.Before!.Shop, "Before Before Shop");
        Same(s => s.Amount + (s.Fee * 2), s => s.Amount + (s.Fee * 2), "Amount Fee 2 mul add");
        Same(s => s.Price * s.Amount, s => s.Price * s.Amount, "Price Amount op_Multiply");
        Same(s => s.Amount % factor, s => s.Amount % factor, "Amount 3 rem");
        Same(s => s.Shop + label, s => s.Shop + label, "Shop \"x\" Concat");
        Same(s => s.Field, s => s.Field, "Field");
        Same(s => new ValueTuple<string, int>(s.Shop, s.At.Year), s => (s.Shop, s.At.Year), "Shop At Year new(2)");
        Same(s => new { s.Shop, s.Fee }, s => new { s.Shop, s.Fee }, "Shop Fee new(2)");
        Same(s => s.Shop.ToUpperInvariant().Substring(1), s => s.Shop.ToUpperInvariant().Substring(1), "Shop ToUpperInvariant 1 Substring");
    }

    [Fact]
    public void Whatever_means_another_value_has_another_text()
    {
        string?[] texts =
        [
            SelectorTrace.Of((Func<Sale, int>)(s => s.Amount)), SelectorTrace.Of((Func<Sale, int>)(s => s.Fee)), SelectorTrace.Of((Func<Sale, int>)(s => -s.Amount)),
            SelectorTrace.Of((Func<Sale, int>)(s => s.Before!.Amount)), SelectorTrace.Of((Func<Sale, int>)(s => s.Amount + 1)), SelectorTrace.Of((Func<Sale, int>)(s => s.Amount + 2)),
            SelectorTrace.Of((Func<Sale, int>)(s => s.Amount - 1)), SelectorTrace.Of((Func<Sale, int>)AmountOf), SelectorTrace.Of((Func<Sale, int>)FeeOf),
            SelectorTrace.Of((Func<Sale, int>)(s => new[] { s }.Sum(x => x.Fee))), SelectorTrace.Of((Func<Sale, int>)(s => new[] { s }.Sum(x => x.Amount))),
            SelectorTrace.Of((Func<Sale, int>)(_ => 0)), SelectorTrace.Of((Func<Sale, int>)(_ => 1_000_000)), SelectorTrace.Of((Func<Sale, int>)(s => s.Shop.Length)), SelectorTrace.Of((Func<Sale, int>)(s => s.Shop == "a" ? s.Amount : s.Fee)),
            SelectorTrace.Of((Func<Sale, int>)(s => s.Shop == "b" ? s.Amount : s.Fee)),
        ];

        texts.ShouldAllBe(text => text != null);
        texts.Distinct().Count().ShouldBe(texts.Length);
    }

    public struct Pair
    {
        public int First { get; set; }

        public int Second { get; set; }
    }

    public readonly struct Half(int whole)
    {
        public int Value => whole / 2;
    }

    [Fact]
    public void Expressions_of_another_meaning_have_another_text()
    {
        string[] texts =
        [
            Text(s => s.Amount), Text(s => ~s.Amount), Text(s => (short)s.Amount), Text(s => (byte)s.Amount), Text(s => s.Shop.Length > 3), Text(s => !(s.Shop.Length > 3)),
            Text(s => new Pair { First = s.Amount, Second = s.Fee }), Text(s => new Pair { Second = s.Amount, First = s.Fee }),
        ];

        texts.Distinct().Count().ShouldBe(texts.Length);
        Enumerable.Range(1, 3).Select(i => (decimal)i / 100).Select(rate => Text(s => s.Price * rate)).Distinct().Count().ShouldBe(3);
        Enumerable.Range(1, 3).Select(i => (decimal)i / 100).Select(rate => SelectorTrace.Of((Func<Sale, decimal>)(s => s.Price * rate))).Distinct().Count().ShouldBe(3);
        Text(s => s.At - TimeSpan.FromHours(1)).ShouldBe("At 1 FromHours op_Subtraction");
    }

    [Fact]
    public void What_builds_differ_in_is_not_seen()
    {
        static int Amount(Sale sale) => sale.Amount;

        // Each text is that of both builds, for debugging and for release.
        SelectorTrace.Of((Func<Sale, int>)(s => Amount(s))).ShouldBe("Amount");
        SelectorTrace.Of((Func<Sale, int>)(s => s.Shop switch { "a" => s.Amount, _ => s.Fee })).ShouldBe("Shop \"a\" op_Equality Amount Fee");
        SelectorTrace.Of((Func<Sale, int>)(s =>
        {
            if (s.Amount == 0 && !(s.Fee > 1))
            {
                return s.Fee;
            }

            return s.Amount;
        })).ShouldBe("Amount Fee Fee Amount");
        SelectorTrace.Of((Func<Sale, int>)(s => new Half(s.Amount).Value)).ShouldBe("Amount new(1) Value");
        SelectorTrace.Of((Func<Sale, int>)(s =>
        {
            var half = new Half(s.Amount);
            return half.Value;
        })).ShouldBe("Amount new(1) Value");
    }

    /// <summary>The compiler writes a choice between 0 and 1 as a comparison, in builds for release, and other things in front of what decides, in those for debugging.</summary>
    [Fact]
    public void Numbers_that_are_chosen_are_seen_or_the_text_is_none()
    {
        Other(s => s.Shop switch { "a" => 1, _ => 0 }, s => s.Shop switch { "a" => 0, _ => 1 });
        Other(s => s.IsReturn ? 1 : 0, s => s.IsReturn ? 0 : 1);
        Other(
            s =>
            {
                var sign = s.IsReturn ? 1 : -1;
                return sign * s.Amount;
            },
            s =>
            {
                var sign = s.IsReturn ? 0 : -1;
                return sign * s.Amount;
            });
        Other(
            s =>
            {
                var n = 0;
                if (s.IsReturn)
                {
                    n = 1;
                }

                return n;
            },
            s =>
            {
                var n = 1;
                if (s.IsReturn)
                {
                    n = 0;
                }

                return n;
            });
        SelectorTrace.Of((Func<Sale, int>)(_ => { return 0; })).ShouldBe("0");
        SelectorTrace.Of((Func<Sale, int>)(s => { return s.Amount + 1; })).ShouldBe("Amount 1 add");
    }

    private static void Other(Func<Sale, int> one, Func<Sale, int> other)
    {
        var text = SelectorTrace.Of(one);
        (text is null || text != SelectorTrace.Of(other)).ShouldBeTrue(text);
    }

    [Fact]
    public void What_is_captured_is_seen_through_all_closures_around()
    {
        var outer = 2;
        var texts = new List<(string? Function, string Expression)>();
        foreach (var inner in new[] { 3, 4 })
        {
            var sum = outer;
            texts.Add((SelectorTrace.Of((Func<Sale, int>)(s => s.Amount + outer + inner + sum)), Text(s => s.Amount + outer + inner + sum)));
        }

        texts.ShouldBe([("Amount 2 add 3 add 2 add", "Amount 2 add 3 add 2 add"), ("Amount 2 add 4 add 2 add", "Amount 2 add 4 add 2 add")]);
    }

    [Fact]
    public void Selectors_that_an_aggregate_of_the_library_was_given_are_seen()
    {
        SelectorTrace.OfAggregate(Aggregates.CountDistinct((Sale s) => s.Shop)).ShouldBe("Shop");
        SelectorTrace.OfAggregate(Aggregates.MaxBy((Sale s) => s.Amount)).ShouldNotBe(SelectorTrace.OfAggregate(Aggregates.MaxBy((Sale s) => s.Fee)));
        SelectorTrace.OfAggregate(Aggregates.MaxBy((Sale s) => s.Amount)).ShouldBe("Amount", "of the library's own code there is nothing in it");
        SelectorTrace.OfAggregate(Aggregates.Top(3, (Sale s) => s.Amount)).ShouldBe(SelectorTrace.OfAggregate(Aggregates.Top(5, (Sale x) => x.Amount)));
        SelectorTrace.OfAggregate(Aggregates.Variance((Sale s) => s.Amount)).ShouldNotBe(SelectorTrace.OfAggregate(Aggregates.Variance((Sale s) => s.Fee)));
        SelectorTrace.OfAggregate(Aggregates.Collect<Sale>()).ShouldBeNull();
    }

    private static string Text<T>(Expression<Func<Sale, T>> expression) => SelectorTrace.Of(expression);

    private static void Same<T>(Expression<Func<Sale, T>> expression, Func<Sale, T> function, string text)
    {
        SelectorTrace.Of(function).ShouldBe(text);
        SelectorTrace.Of(expression).ShouldBe(text);
    }
}
