namespace AkkaStreamProc.Analyzers.Tests;

public class BlockingCallTests
{
    private const string Client = "private static Task<string> AskAsync(Click c) => Task.FromResult(c.User); private static ValueTask<int> CountAsync() => new(1);";

    [Theory]
    [InlineData("clicks.Map(c => {|ASP1003:AskAsync(c).Result|})")]
    [InlineData("clicks.Map(c => {|ASP1003:CountAsync().Result|})")]
    [InlineData("clicks.Select(c => {|ASP1003:AskAsync(c).GetAwaiter().GetResult()|})")]
    [InlineData("clicks.Map(c => {|ASP1003:AskAsync(c).ConfigureAwait(false).GetAwaiter().GetResult()|})")]
    [InlineData("clicks.Map(c => { {|ASP1003:AskAsync(c).Wait()|}; return c; })")]
    [InlineData("clicks.Map(c => { {|ASP1003:Thread.Sleep(10)|}; return c; })")]
    [InlineData("clicks.Map(c => { {|ASP1003:Task.WaitAll(AskAsync(c))|}; return c; })")]
    [InlineData("var gate = new SemaphoreSlim(1); clicks.Filter(c => { {|ASP1003:gate.Wait()|}; return true; })")]
    [InlineData("clicks.MapAsync(async (c, token) => { await Task.Delay(1, token); return {|ASP1003:AskAsync(c).Result|}; })")]
    [InlineData("clicks.Map(c => { var t = AskAsync(c); var text = {|ASP1003:t.Result|}; return text; })")]
    public Task Delegate_of_a_verb_blocks(string statement) => Analysis.VerifyAsync(Jobs.With($"{statement};", Client));

    [Theory]
    [InlineData("var name = AskAsync(null!).Result; clicks.Map(c => name)")]
    [InlineData("clicks.MapAsync((c, token) => AskAsync(c))")]
    [InlineData("clicks.MapAsync(async (c, token) => { var (a, b) = (AskAsync(c), AskAsync(c)); await Task.WhenAll(a, b); return a.Result + b.Result; })")]
    [InlineData("clicks.MapAsync((c, token) => AskAsync(c).ContinueWith(t => t.Result.Length))")]
    [InlineData("clicks.MapAsync((c, token) => { var t = AskAsync(c); return t.IsCompletedSuccessfully ? Task.FromResult(t.Result) : t; })")]
    [InlineData("clicks.Map(c => new Answer(c.Url).Result)")]
    public Task Others_may(string statement) => Analysis.VerifyAsync(Jobs.With($"{statement};", Client + " public sealed record Answer(string Result);"));

    [Fact]
    public async Task Method_of_a_function_blocks_but_not_beside_the_records()
    {
        var messages = await Analysis.VerifyAsync(Jobs.Function(
            "context.Emit({|ASP1003:LoadAsync().Result|});",
            """
            private long _rate = LoadAsync().Result;

            public override void Open(StateDeclarations states) => _rate = LoadAsync().Result;

            public override void Close() => LoadAsync().Wait();

            public override void OnTimer(long timestamp, ProcessContext<string, long> context) => {|ASP1003:Task.Delay(10).Wait()|};

            private static Task<long> LoadAsync() => Task.FromResult(1L);
            """));

        messages[1].ShouldBe("'.Result' in Counting.Process holds the thread of the subtask, and checkpoints with it, until it returns. Put the call into MapAsync, which runs many at a time and holds up nothing.");
    }
}
