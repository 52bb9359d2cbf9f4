using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.Tests.Snapshots;

public class SubtaskFreezeTests
{
    [Fact]
    public void Freeze_without_announced_items_is_complete_at_once()
    {
        var completed = 0;

        new SubtaskFreeze(1).WhenComplete(() => completed++);

        completed.ShouldBe(1);
    }

    [Fact]
    public void Freeze_is_complete_when_the_last_announced_item_arrives()
    {
        var freeze = new SubtaskFreeze(1);
        var part = freeze.Add("sink");
        var (first, second, early) = (part.AddLater("a"), freeze.Add("other").AddLater("b"), part.AddLater("c"));
        early(new byte[] { 3 });
        var completed = 0;
        freeze.WhenComplete(() => completed++);

        first(new byte[] { 1 });
        completed.ShouldBe(0);
        second(new byte[] { 2 });

        completed.ShouldBe(1);
        part.Items.Select(i => i.Name).ShouldBe(["c", "a"]);
    }
}
