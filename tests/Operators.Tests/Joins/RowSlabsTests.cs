using AkkaStreamProc.Operators.Joins;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Joins;

/// <summary>The rows of some keys beside lists of the base library, with snapshots that come and go in any order.</summary>
public class RowSlabsTests
{
    private const int Keys = 5;

    /// <summary>Steps: a kind, the key, and a number that chooses a time, a place, how many, or which snapshot.</summary>
    private static readonly Gen<(int Kind, int Key, int Number)[]> Histories = Gen.Select(Gen.Int[0, 15], Gen.Int[0, Keys - 1], Gen.Int[0, 300]).Array[0, 120];

    [Fact]
    public void Rows_and_their_snapshots_agree_with_lists_of_the_base_library() => Histories.Sample(Replay, iter: 2_000);

    [Fact]
    public void Keys_that_come_and_go_take_no_more_room_each_time()
    {
        var slabs = new RowSlabs<string>();
        var bytes = new List<long>();
        for (var round = 0; round < 20; round++)
        {
            var queues = new RowQueue[5_000];
            var frozen = slabs.Freeze();
            for (var at = 0; at < queues.Length; at++)
            {
                for (var row = 0; row <= at % 7; row++)
                {
                    slabs.Insert(ref queues[at], new JoinRow<string> { Timestamp = row, Value = $"{at}" });
                }
            }

            frozen.Release();
            for (var at = 0; at < queues.Length; at++)
            {
                slabs.RemoveFirst(ref queues[at], queues[at].Count);
            }

            bytes.Add(slabs.Bytes);
        }

        bytes[^1].ShouldBeLessThanOrEqualTo(bytes[1]);
    }

    [Fact]
    public void Room_of_what_was_much_once_is_given_back()
    {
        var slabs = new RowSlabs<string>();
        var queues = new RowQueue[50_000];
        for (var at = 0; at < queues.Length; at++)
        {
            slabs.Insert(ref queues[at], new JoinRow<string> { Timestamp = at, Value = "" });
        }

        var full = slabs.Bytes;
        for (var at = 1; at < queues.Length; at++)
        {
            slabs.RemoveFirst(ref queues[at], 1);
        }

        for (var checkpoint = 0; checkpoint < 20; checkpoint++)
        {
            slabs.Freeze().Release();
        }

        slabs.Bytes.ShouldBeLessThan(full / 5);
        slabs.Of(queues[0])[0].Value.ShouldBe("");
    }

    private static void Replay((int Kind, int Key, int Number)[] history)
    {
        var slabs = new RowSlabs<string>();
        var queues = new RowQueue[Keys];
        var expected = Enumerable.Range(0, Keys).Select(_ => new List<JoinRow<string>>()).ToArray();
        var snapshots = new List<(RowSlabs<string>.Frozen Frozen, RowQueue[] Queues, string[] Expected)>();
        var number = 0;
        foreach (var (kind, key, choice) in history)
        {
            var rows = expected[key];
            var place = rows.Count == 0 ? 0 : choice % (rows.Count + 1);
            switch (kind)
            {
                case < 6:
                    for (var times = kind == 0 ? choice : 1; times > 0; times--)
                    {
                        var row = new JoinRow<string> { Timestamp = (choice + (times * 7)) % 100, Value = $"{++number}" };
                        slabs.Insert(ref queues[key], row);
                        rows.Insert(rows.FindLastIndex(r => r.Timestamp <= row.Timestamp) + 1, row);
                    }

                    break;
                case < 9:
                    slabs.RemoveFirst(ref queues[key], place);
                    rows.RemoveRange(0, place);
                    break;
                case 9:
                    slabs.Remove(ref queues[key], place / 2, place);
                    rows.RemoveRange(place / 2, place - (place / 2));
                    break;
                case 10:
                    slabs.Mark(queues[key], place / 2, place);
                    for (var at = place / 2; at < place; at++)
                    {
                        rows[at] = rows[at] with { IsMatched = true };
                    }

                    break;
                case 11:
                    slabs.RemoveFirst(ref queues[key], rows.Count);
                    rows.Clear();
                    break;
                case < 14:
                    snapshots.Add((slabs.Freeze(), [.. queues], [.. expected.Select(Text)]));
                    break;
                default:
                    if (snapshots.Count > 0)
                    {
                        var chosen = snapshots[choice % snapshots.Count];
                        Verify(chosen.Frozen, chosen.Queues, chosen.Expected);
                        chosen.Frozen.Release();
                        snapshots.RemoveAt(choice % snapshots.Count);
                    }

                    break;
            }

            for (var at = 0; at < Keys; at++)
            {
                Text(slabs.Of(queues[at])).ShouldBe(Text(expected[at]));
                RowSlabs<string>.PlaceOf(slabs.Of(queues[at]), choice % 100).ShouldBe(expected[at].Count(r => r.Timestamp < choice % 100));
                RowSlabs<string>.PlaceBehind(slabs.Of(queues[at]), choice % 100).ShouldBe(expected[at].Count(r => r.Timestamp <= choice % 100));
            }
        }

        snapshots.ForEach(s => Verify(s.Frozen, s.Queues, s.Expected));
    }

    private static void Verify(RowSlabs<string>.Frozen frozen, RowQueue[] queues, string[] expected)
    {
        for (var at = 0; at < Keys; at++)
        {
            Text(frozen.Of(queues[at])).ShouldBe(expected[at]);
        }
    }

    private static string Text(List<JoinRow<string>> rows) => Text(rows.ToArray());

    private static string Text(ReadOnlySpan<JoinRow<string>> rows)
    {
        var text = new System.Text.StringBuilder();
        foreach (ref readonly var row in rows)
        {
            text.Append($"{row.Value}@{row.Timestamp}{(row.IsMatched ? "*" : "")} ");
        }

        return text.ToString();
    }
}
