namespace AkkaStreamProc.Analyzers.Tests;

public class AsyncFunctionTests
{
    private const string Client = "private static Task<string> AskAsync(Click c) => Task.FromResult(c.User); private static async IAsyncEnumerable<int> ManyAsync() { yield return 1; await Task.Yield(); }";

    [Theory]
    [InlineData("clicks.{|ASP1007:Map|}(async c => { await Task.Yield(); return c.User; })")]
    [InlineData("clicks.{|ASP1007:Map|}(c => AskAsync(c))")]
    [InlineData("clicks.{|ASP1007:Map|}(AskAsync)")]
    [InlineData("clicks.{|ASP1007:Map|}(async c => { await Task.Yield(); })")]
    [InlineData("clicks.{|ASP1007:Map|}(c => new ValueTask<int>(1))")]
    [InlineData("clicks.{|ASP1007:Map|}(c => (c.User, AskAsync(c)))")]
    [InlineData("clicks.{|ASP1007:Select|}(c => AskAsync(c))")]
    [InlineData("clicks.{|ASP1007:FlatMap|}(c => new[] { AskAsync(c) })")]
    [InlineData("clicks.{|ASP1007:KeyBy|}(c => AskAsync(c))")]
    public async Task Verb_that_does_not_wait_gets_calls_and_the_product_refuses_them(string statement)
    {
        var marked = Jobs.With($"{statement};", Client);
        var compilation = Analysis.Compile(MarkedCode.Parse(marked).Text);
        using var bytes = new MemoryStream();
        compilation.Emit(bytes).Success.ShouldBeTrue();
        var assembly = System.Reflection.Assembly.Load(bytes.ToArray());
        var define = assembly.GetType("Job")!.GetMethod("Define")!;
        var job = new JobBuilder("async");
        var click = assembly.GetType("Click")!;
        var clicks = typeof(AsyncFunctionTests).GetMethod(nameof(Stream), System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!.MakeGenericMethod(click).Invoke(null, [job]);

        var refusal = Record.Exception(() => define.Invoke(Activator.CreateInstance(assembly.GetType("Job")!, job), [clicks]))!.InnerException;

        await Analysis.VerifyAsync(marked);
        refusal.ShouldBeOfType<StreamProcessingException>();
    }

    [Theory]
    [InlineData("clicks.MapAsync(async (c, token) => { await Task.Yield(); return c.User; })")]
    [InlineData("clicks.MapAsync((c, token) => AskAsync(c))")]
    [InlineData("clicks.FlatMapAsync(async (c, token) => { await Task.Yield(); return Enumerable.Repeat(c, 2); })")]
    [InlineData("clicks.Map(c => c.User)")]
    [InlineData("new[] { 1 }.Select(async i => { await Task.Yield(); return i; })")]
    public Task Others_may(string statement) => Analysis.VerifyAsync(Jobs.With($"_ = {statement};", Client));

    [Fact]
    public async Task Method_of_a_function_that_is_async_void()
    {
        var messages = await Analysis.VerifyAsync(
            """
            public sealed class Late : ProcessFunction<string, int, int>
            {
                public override async void {|ASP1007:Process|}(int record, ProcessContext<string, int> context)
                {
                    await Task.Yield();
                    context.Emit(record);
                }
            }

            public sealed class Elsewhere
            {
                public async void Process() => await Task.Yield();
            }
            """);

        messages.ShouldHaveSingleItem().ShouldBe(
            "Late.Process is 'async void': it returns at its first await, and what follows would run beside other records, without a key. MapAsync is the verb that waits for calls: put it in front of the function.");
    }

    [Theory]
    [InlineData("clicks.Map(async c => { await Task.Yield(); return c.User; });", "clicks.MapAsync(async (c, token) => { await Task.Yield(); return c.User; });")]
    [InlineData("clicks.Map((Click c) => AskAsync(c), \"asked\");", "clicks.MapAsync((Click c, CancellationToken token) => AskAsync(c), name: \"asked\");")]
    [InlineData("clicks.Select(c => AskAsync(c));", "clicks.MapAsync((c, token) => AskAsync(c));")]
    [InlineData("var token = 1; clicks.Map(c => Task.FromResult(c.Amount + token));", "var token = 1; clicks.MapAsync((c, cancellation) => Task.FromResult(c.Amount + token));")]
    public async Task Fix_makes_it_MapAsync(string statement, string expected) =>
        (await Fixing.FixedAsync(Jobs.With(statement, Client))).ShouldBe(Jobs.With(expected, Client));

    [Theory]
    [InlineData("clicks.FlatMap(c => new[] { AskAsync(c) });")]
    [InlineData("clicks.Map(async c => { await Task.Yield(); });")]
    [InlineData("clicks.Map(c => new ValueTask<int>(1));")]
    [InlineData("clicks.Map(AskAsync);")]
    public async Task Nothing_is_offered_where_the_answer_is_another(string statement)
    {
        var source = Jobs.With(statement, Client);

        (await Fixing.FixedAsync(source)).ShouldBe(source);
    }

    private static DataStream<T> Stream<T>(JobBuilder job) => job.FromSource(new CollectionSource<T>([]), WatermarkStrategy<T>.None());
}
