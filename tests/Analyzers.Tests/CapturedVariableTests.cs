namespace AkkaStreamProc.Analyzers.Tests;

public class CapturedVariableTests
{
    [Theory]
    [InlineData("var n = 0; clicks.Map(c => {|ASP1005:n|}++)")]
    [InlineData("var n = 0; clicks.Map(c => { {|ASP1005:n|} += c.Amount; return n; })")]
    [InlineData("var n = 0; clicks.Map(c => Interlocked.Increment(ref {|ASP1005:n|}))")]
    [InlineData("string? last = null; clicks.Filter(c => { var isNew = c.User != last; {|ASP1005:last|} = c.User; return isNew; })")]
    [InlineData("string? last = null; clicks.Map(c => {|ASP1005:last|} ??= c.User)")]
    [InlineData("var (a, b) = (0, 0); clicks.Map(c => { ({|ASP1005:a|}, {|ASP1005:b|}) = (b, c.Amount); return a; })")]
    [InlineData("var seen = new HashSet<string>(); clicks.Where(c => {|ASP1005:seen|}.Add(c.User))")]
    [InlineData("var counts = new Dictionary<string, int>(); clicks.Map(c => {|ASP1005:counts|}[c.User] = c.Amount)")]
    [InlineData("var totals = new int[10]; clicks.Map(c => {|ASP1005:totals|}[0] += c.Amount)")]
    [InlineData("var n = 0; clicks.MapAsync(async (c, token) => { await Task.Delay(1, token); return {|ASP1005:n|}++; })")]
    [InlineData("clicks.Map(c => {|ASP1005:_count|}++)")]
    [InlineData("clicks.Map(c => {|ASP1005:s_all|}++)")]
    [InlineData("clicks.Map(c => {|ASP1005:Last|} = c.User)")]
    [InlineData("var limit = 10; clicks.Where(c => c.Amount > {|ASP1005:limit|}); limit = 20")]
    [InlineData("for (var i = 0; i < 3; i++) { clicks.Where(c => c.Amount == {|ASP1005:i|}); }")]
    [InlineData("string? url = null; clicks.Where(c => c.Url == {|ASP1005:url|}); url = \"/a\"; url = \"/b\"")]
    [InlineData("var url = \"\"; foreach (var next in new[] { \"/a\", \"/b\" }) { url = next; clicks.Where(c => c.Url == {|ASP1005:url|}); }")]
    public Task Variable_that_is_captured_is_changed(string statement) => Analysis.VerifyAsync(Jobs.With($"{statement};", "private int _count; private static int s_all; private string Last { get; set; } = \"\";"));

    [Theory]
    [InlineData("var limit = 10; clicks.Where(c => c.Amount > limit)")]
    [InlineData("int limit; if (clicks is null) { limit = 1; } else { limit = 2; } clicks.Where(c => c.Amount > limit)")]
    [InlineData("foreach (var url in new[] { \"/a\", \"/b\" }) { clicks.Where(c => c.Url == url); }")]
    [InlineData("for (var i = 0; i < 3; i++) { var own = i; clicks.Where(c => c.Amount == own); }")]
    [InlineData("clicks.Map(c => { var n = 0; n += c.Amount; return n; })")]
    [InlineData("clicks.Map(c => { var list = new List<int>(); list.Add(c.Amount); return list.Count; })")]
    [InlineData("clicks.Map(c => c with { Amount = 1 })")]
    [InlineData("clicks.Map(c => new Point { X = c.Amount })")]
    [InlineData("clicks.Select(c => new { c.User, Twice = c.Amount * 2 })")]
    [InlineData("var n = 0; Action add = () => n++; add(); clicks.Map(c => c.Amount)")]
    [InlineData("var known = new HashSet<string> { \"ada\" }; known.Add(\"bob\"); clicks.Where(c => known.Contains(c.User))")]
    [InlineData("var seen = new System.Collections.Concurrent.ConcurrentQueue<string>(); clicks.Map(c => { seen.Enqueue(c.User); return c; })")]
    [InlineData("clicks.Map(c => int.TryParse(c.Url, out var number) ? number : 0)")]
    [InlineData("clicks.Map(c => { Console.Title = c.User; return c; })")]
    [InlineData("clicks.Map(c => _count)")]
    [InlineData("string? url = null; clicks.Where(c => c.Url == url); url = \"/a\"")]
    public Task Others_may(string statement) => Analysis.VerifyAsync(Jobs.With($"{statement};", "private readonly int _count = 1; public sealed class Point { public int X { get; set; } }"));

    [Fact]
    public async Task Messages_say_who_changes_it_and_what_to_do()
    {
        var messages = await Analysis.VerifyAsync(Jobs.With("var n = 0; var m = 1; clicks.Map(c => {|ASP1005:n|}++); clicks.Map(c => {|ASP1005:m|}); m = 2;"));

        messages.ShouldBe(
        [
            "'n' is captured by the function of Map and changed in it: all subtasks of the process share it, and a restart loses it. Keep it as state of a function (KeyBy and Process), or count in a window.",
            "'m' is captured by the function of Map and changed after it: all subtasks of the process share it, and a restart loses it. Give the function a variable of its own that is assigned once.",
        ]);
    }

    [Fact]
    public Task Object_of_a_function_belongs_to_one_subtask() => Analysis.VerifyAsync(Jobs.Function(
        "_calls++; _sum!.Add(click.Amount);",
        """
        private int _calls;
        private ReducingState<long>? _sum;

        public override void Open(StateDeclarations states) => _sum = states.Reducing<long>("sum", (a, b) => { _calls++; return a + b; });
        """));
}
