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

    [Theory]
    [InlineData("context.Emit(DateTime.Now.Ticks);")]
    [InlineData("context.Emit(Random.Shared.Next());")]
    public async Task Nothing_is_offered_where_the_answer_is_another(string body)
    {
        var source = Jobs.Function(body);

        (await Fixing.FixedAsync(source)).ShouldBe(source);
    }
}
