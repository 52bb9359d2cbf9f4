using AkkaStreamProc.Operators.State;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.State;

/// <summary>A list of several pages beside one of the base library, with snapshots that come and go in any order.</summary>
public class PagedListTests
{
    /// <summary>Steps: a kind, and a number that chooses an item, how many, or which snapshot.</summary>
    private static readonly Gen<(int Kind, int Number)[]> Histories = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 2_000]).Array[0, 60];

    [Fact]
    public void List_and_its_snapshots_agree_with_lists_of_the_base_library() => Histories.Sample(Replay, iter: 200);

    private static void Replay((int Kind, int Number)[] history)
    {
        var list = new PagedList<Item>();
        var expected = new List<string>();
        var snapshots = new List<(PagedList<Item>.Shared Shared, string[] Expected)>();
        foreach (var (kind, number) in history)
        {
            switch (kind)
            {
                case < 4:
                    for (var i = 0; i < number; i++)
                    {
                        list.Add();
                        list.Own(list.Count - 1) = new Item { Text = $"{kind}:{i}" };
                        expected.Add($"{kind}:{i}");
                    }

                    break;
                case < 6:
                    for (var i = 0; i < number && expected.Count > 0; i++)
                    {
                        list.RemoveLast();
                        expected.RemoveAt(expected.Count - 1);
                    }

                    break;
                case 6 when expected.Count > 0:
                    list.Own(number % expected.Count).Text = $"changed {number}";
                    expected[number % expected.Count] = $"changed {number}";
                    break;
                case 7:
                    snapshots.Add((list.Share(), [.. expected]));
                    break;
                case 8 when snapshots.Count > 0:
                    var chosen = snapshots[number % snapshots.Count];
                    Verify(chosen.Shared, chosen.Expected);
                    list.Unshare(chosen.Shared);
                    snapshots.RemoveAt(number % snapshots.Count);
                    break;
            }

            list.Count.ShouldBe(expected.Count);
        }

        Enumerable.Range(0, list.Count).Select(i => list[i].Text).ShouldBe(expected);
        snapshots.ForEach(s => Verify(s.Shared, s.Expected));
    }

    private static void Verify(PagedList<Item>.Shared shared, string[] expected)
    {
        shared.Count.ShouldBe(expected.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            shared[i].Text.ShouldBe(expected[i]);
        }
    }

    private struct Item
    {
        public string Text;
    }
}
