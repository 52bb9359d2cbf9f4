namespace AkkaStreamProc.Analyzers.Tests;

public class ClockFixTests
{
    [Theory]
    [InlineData("DateTimeOffset.UtcNow", "DateTimeOffset.FromUnixTimeMilliseconds(context.ProcessingTime)")]
    [InlineData("System.DateTime.UtcNow", "System.DateTimeOffset.FromUnixTimeMilliseconds(context.ProcessingTime).UtcDateTime")]
    public async Task Clock_of_the_job_takes_the_place_of_the_machines(string clock, string expected)
    {
        var text = await Fixing.FixedAsync(Jobs.Function($"context.Emit({clock}.Ticks);"));

        text.ShouldBe(Jobs.Function($"context.Emit({expected}.Ticks);"));
    }

    [Fact]
    public async Task Time_of_a_record_is_not_taken_for_the_clock_of_the_job()
    {
        static string text(string clock) =>
            $$"""
            public sealed record Order(string User, long ProcessingTime);
            public sealed class Counting : ProcessFunction<string, Order, long>
            {
                public override void Process(Order order, ProcessContext<string, long> context)
                {
                    context.Emit({{clock}}.Ticks);
                }
            }
            """;

        (await Fixing.FixedAsync(text("DateTimeOffset.UtcNow"))).ShouldBe(text("DateTimeOffset.FromUnixTimeMilliseconds(context.ProcessingTime)"));
    }

    [Theory]
    [InlineData("context.Emit(DateTime.Now.Ticks);")]
    [InlineData("context.Emit(Random.Shared.Next());")]
    public async Task Nothing_is_offered_where_the_answer_is_another(string body)
    {
        var source = Jobs.Function(body);

        (await Fixing.FixedAsync(source)).ShouldBe(source);
    }
}
