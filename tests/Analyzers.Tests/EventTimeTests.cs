namespace AkkaStreamProc.Analyzers.Tests;

public class EventTimeTests
{
    private const string Hour = "TumblingWindows.OfEventTime(TimeSpan.FromHours(1))";

    private const string Source = "private ISource<Click> Topic { get; } = null!;";

    [Theory]
    [InlineData($"Builder.FromSource(Topic, WatermarkStrategy<Click>.None()).KeyBy(c => c.User).{{|ASP1004:Window|}}({Hour}).Count()")]
    [InlineData($"Builder.FromSource(Topic, WatermarkStrategy<Click>.None().WithTimestamps(c => c.At), \"clicks\").Where(c => c.Amount > 0).Select(c => c.Url).{{|ASP1004:WindowAll|}}({Hour}).Count()")]
    [InlineData($"var strategy = WatermarkStrategy<Click>.None(); var source = Builder.FromSource(Topic, strategy); var keyed = source.KeyBy(c => c.User); keyed.{{|ASP1004:Window|}}({Hour}).Count()")]
    [InlineData("var hour = SlidingWindows.OfEventTime(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1)); Builder.FromSource(Topic, WatermarkStrategy<Click>.None()).KeyBy(c => c.User).{|ASP1004:Window|}(hour).Count()")]
    [InlineData("Builder.FromSource(Topic, WatermarkStrategy<Click>.None()).KeyBy(c => c.User).{|ASP1004:Window|}(SessionWindows.OfEventTime(TimeSpan.FromHours(1))).Count()")]
    [InlineData("var a = Builder.FromSource(Topic, WatermarkStrategy<Click>.None()); var b = Builder.FromSource(Topic, WatermarkStrategy<Click>.None()); a.KeyBy(c => c.User).Connect(b.KeyBy(c => c.User)).{|ASP1004:Within|}(TimeSpan.Zero, TimeSpan.FromHours(1)).Join((x, y) => x.Url + y.Url)")]
    public Task Event_time_of_a_source_without_watermarks(string statement) => Analysis.VerifyAsync(Jobs.With($"{statement};", Source));

    [Theory]
    [InlineData($"Builder.FromSource(Topic, WatermarkStrategy<Click>.Monotonous()).KeyBy(c => c.User).Window({Hour}).Count()")]
    [InlineData("Builder.FromSource(Topic, WatermarkStrategy<Click>.None()).KeyBy(c => c.User).Window(TumblingWindows.OfProcessingTime(TimeSpan.FromHours(1))).Count()")]
    [InlineData("Builder.FromSource(Topic, WatermarkStrategy<Click>.None()).KeyBy(c => c.User).Window(CountWindows.Tumbling(3)).Count()")]
    [InlineData($"Builder.FromSource(new CollectionSource<Click>([]), WatermarkStrategy<Click>.None()).KeyBy(c => c.User).Window({Hour}).Count()")]
    [InlineData($"clicks.KeyBy(c => c.User).Window({Hour}).Count()")]
    [InlineData($"var strategy = WatermarkStrategy<Click>.None(); if (clicks is null) {{ strategy = WatermarkStrategy<Click>.Monotonous(); }} Builder.FromSource(Topic, strategy).KeyBy(c => c.User).Window({Hour}).Count()")]
    [InlineData($"Builder.FromSource(Topic, WatermarkStrategy<Click>.None()).Union(clicks).KeyBy(c => c.User).Window({Hour}).Count()")]
    public Task Others_may(string statement) => Analysis.VerifyAsync(Jobs.With($"{statement};", Source));

    /// <summary>Whoever is typing has such code for a while.</summary>
    [Theory]
    [InlineData($"DataStream<Click> a = a.Where(c => c.User != \"\"); a.KeyBy(c => c.User).Window({Hour}).Count();")]
    [InlineData($"DataStream<Click> a = a; a.KeyBy(c => c.User).Window({Hour}).Count();")]
    [InlineData($"var a = b.Where(c => c.User != \"\"); var b = a.Where(c => c.User != \"\"); b.KeyBy(c => c.User).Window({Hour}).Count();")]
    [InlineData($"WatermarkStrategy<Click> s = s.WithTimestamps(c => c.At); Builder.FromSource(Topic, s).KeyBy(c => c.User).Window({Hour}).Count();")]
    public async Task Variable_that_is_made_of_itself_is_an_error_of_the_compiler_alone(string statements) =>
        (await Analysis.OfAsync(Analysis.CompileWithErrors(Jobs.With(statements, Source)))).ShouldBeEmpty();

    [Fact]
    public async Task Message_names_verb_source_and_way_out()
    {
        var messages = await Analysis.VerifyAsync(Jobs.With($"Builder.FromSource(Topic, WatermarkStrategy<Click>.None(), \"clicks\").KeyBy(c => c.User).{{|ASP1004:Window|}}({Hour}).Count();", Source));

        messages.ShouldHaveSingleItem().ShouldBe(
            "'Window' waits for event time, but the source 'clicks' has WatermarkStrategy.None(): nothing comes out before the end of its input. " +
            "Give the source WatermarkStrategy.BoundedOutOfOrderness(…) or Monotonous(), or use the clock.");
    }
}
