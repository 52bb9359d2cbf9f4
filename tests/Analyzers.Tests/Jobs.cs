namespace AkkaStreamProc.Analyzers.Tests;

/// <summary>Jobs around the code of a test.</summary>
internal static class Jobs
{
    /// <summary>Statements with a stream of clicks, and members beside them.</summary>
    public static string With(string statements, string members = "") =>
        $$"""
        public sealed record Click(string User, string Url, int Amount, DateTimeOffset At);
        public sealed class Job(JobBuilder job)
        {
            public void Define(DataStream<Click> clicks)
            {
                {{statements}}
            }

            {{members}}

            private JobBuilder Builder { get; } = job;
        }
        """;

    /// <summary>A function with state, the body of whose method is given.</summary>
    public static string Function(string body, string members = "") =>
        $$"""
        public sealed record Click(string User, string Url, int Amount, DateTimeOffset At);
        public sealed class Counting : ProcessFunction<string, Click, long>
        {
            {{members}}

            public override void Process(Click click, ProcessContext<string, long> context)
            {
                {{body}}
            }
        }
        """;
}
