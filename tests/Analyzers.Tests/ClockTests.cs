namespace AkkaStreamProc.Analyzers.Tests;

public class ClockTests
{
    [Theory]
    [InlineData("clicks.Where(c => c.At < {|ASP1001:DateTimeOffset.UtcNow|})")]
    [InlineData("clicks.Select(c => {|ASP1001:DateTime.Now|})")]
    [InlineData("clicks.Map(c => {|ASP1001:DateTime.Today|}.AddDays(1))")]
    [InlineData("clicks.Map(c => {|ASP1001:Guid.NewGuid()|})")]
    [InlineData("clicks.Map(c => {|ASP1001:Guid.CreateVersion7()|})")]
    [InlineData("clicks.Filter(c => {|ASP1001:Random.Shared|}.Next(10) == 0)")]
    [InlineData("clicks.Filter(c => {|ASP1001:new Random()|}.Next(10) == 0)")]
    [InlineData("clicks.Map(c => {|ASP1001:Environment.TickCount64|})")]
    [InlineData("clicks.Map(c => {|ASP1001:TimeProvider.System|}.GetUtcNow())")]
    [InlineData("clicks.Map(c => {|ASP1001:System.Diagnostics.Stopwatch.GetTimestamp()|})")]
    [InlineData("clicks.FlatMap(c => new[] { 1, 2 }.Select(i => {|ASP1001:DateTime.UtcNow|}.AddDays(i)))")]
    [InlineData("clicks.KeyBy(c => {|ASP1001:Guid.NewGuid()|}).Window(TumblingWindows.OfEventTime(TimeSpan.FromHours(1))).Count()")]
    [InlineData("clicks.KeyBy(c => c.User).Window(TumblingWindows.OfEventTime(TimeSpan.FromHours(1))).Sum(c => c.Amount + {|ASP1001:DateTime.Now|}.Hour)")]
    [InlineData("clicks.KeyBy(c => c.User).Reduce((a, b) => a with { At = {|ASP1001:DateTimeOffset.Now|} })")]
    [InlineData("_ = from c in clicks select new { c.User, At = {|ASP1001:DateTime.UtcNow|} }")]
    [InlineData("WatermarkStrategy<Click>.Monotonous().WithTimestamps(c => {|ASP1001:DateTimeOffset.UtcNow|})")]
    [InlineData("clicks.Map(c => { string Name() => {|ASP1001:Guid.NewGuid()|}.ToString(); return Name(); })")]
    public Task Delegate_of_a_verb_reads_the_clock_or_dice(string statement) => Analysis.VerifyAsync(Jobs.With($"{statement};"));

    [Theory]
    [InlineData("var now = DateTime.UtcNow; clicks.Where(c => c.At < now)")]
    [InlineData("var random = new Random(42); clicks.ToString()")]
    [InlineData("clicks.Map(c => new Random(c.Amount).Next())")]
    [InlineData("clicks.Map(c => nameof(DateTime.Now))")]
    [InlineData("clicks.Map(c => c.At.AddDays(1).UtcDateTime)")]
    [InlineData("clicks.MapAsync(async (c, token) => { await Task.Delay(1, token); return DateTime.UtcNow; })")]
    [InlineData("new[] { 1 }.Select(i => DateTime.UtcNow).ToList()")]
    [InlineData("clicks.KeyBy(c => c.User).Process(() => new Started(DateTime.UtcNow))")]
    [InlineData("clicks.KeyBy(c => c.User).Window(TumblingWindows.OfEventTime(TimeSpan.FromHours(1))).Trigger(t => t.Count(DateTime.Now.Hour + 1)).Count()")]
    [InlineData("Builder.MigrateState((int old) => DateTime.UtcNow)")]
    public Task Others_may(string statement) => Analysis.VerifyAsync(Jobs.With(
        $"{statement};",
        """
        private sealed class Started(DateTime at) : ProcessFunction<string, Click, DateTime>
        {
            public override void Process(Click click, ProcessContext<string, DateTime> context) => context.Emit(at);
        }
        """));

    [Fact]
    public async Task Method_given_by_its_name_is_looked_into_once()
    {
        var messages = await Analysis.VerifyAsync(Jobs.With(
            "clicks.Map(Stamp); clicks.Map(Stamp, \"again\"); clicks.Map(Local); DateTime Local(Click c) => {|ASP1001:DateTime.Now|};",
            "private static DateTime Stamp(Click c) => {|ASP1001:DateTime.UtcNow|}; private static DateTime Other() => DateTime.UtcNow;"));

        messages.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Method_of_a_function_names_its_context_as_the_way_out()
    {
        var messages = await Analysis.VerifyAsync(Jobs.Function("context.Emit({|ASP1001:DateTimeOffset.UtcNow|}.ToUnixTimeMilliseconds());"));

        messages.ShouldHaveSingleItem().ShouldBe(
            "'DateTimeOffset.UtcNow' in Counting.Process gives another result when the same records are processed again, after a restart or in a test. " +
            "Take the time of the record (context.Timestamp) or the clock of the job (context.ProcessingTime).");
    }

    [Fact]
    public Task Every_member_of_a_function_counts_but_what_measures_and_closes() => Analysis.VerifyAsync(Jobs.Function(
        """
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        context.Emit(_dice.Next() + Helper());
        context.Metrics.Histogram("took").Record(System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalSeconds);
        """,
        """
        private readonly Random _dice = {|ASP1001:new Random()|};
        private readonly Random _fixed = new(7);

        public override void Close() => Console.WriteLine(DateTime.Now);

        private static long Helper() => {|ASP1001:DateTime.UtcNow|}.Ticks;
        """));

    [Fact]
    public async Task Aggregate_reads_the_clock()
    {
        var messages = await Analysis.VerifyAsync(
            """
            public sealed class Latest : IAggregateFunction<int, long, long>
            {
                public long CreateAccumulator() => {|ASP1001:DateTime.UtcNow|}.Ticks;
                public long Add(long accumulator, int record) => accumulator + record;
                public long GetResult(long accumulator) => accumulator;
            }

            public sealed class Elsewhere
            {
                public long CreateAccumulator() => DateTime.UtcNow.Ticks;
            }
            """);

        messages.ShouldHaveSingleItem().ShouldContain("Take the time from the record");
    }
}
