using System.Buffers;
using System.Globalization;
using System.Text;
using AkkaStreamProc;

namespace Pages.StateTypes;

public sealed record Money(decimal Amount)
{
    public static Money Parse(string text) => new(decimal.Parse(text, CultureInfo.InvariantCulture));

    public override string ToString() => Amount.ToString(CultureInfo.InvariantCulture);
}

// block 1

internal static class Page
{
    public static void Use(JobBuilder job, StateDeclarations states)
    {
// block 2
    }

    public static void Migrate(JobBuilder job)
    {
// block 4
    }

    public static void Check(JobGraph graph)
    {
// block 5
    }
}

// block 3
