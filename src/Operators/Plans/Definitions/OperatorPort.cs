namespace AkkaStreamProc.Operators.Plans.Definitions;

/// <summary>An input or an output of an operator.</summary>
/// <param name="Name">What it is for: <c>records</c>, <c>late</c>, <c>failed</c>, <c>bad</c>.</param>
/// <param name="Type">The type of its records.</param>
internal sealed record OperatorPort(string Name, Type Type)
{
    public const string Records = "records";
    public const string Late = "late";
    public const string Failed = "failed";
    public const string Bad = "bad";

    public static OperatorPort Of<T>(string name = Records) => new(name, typeof(T));
}
