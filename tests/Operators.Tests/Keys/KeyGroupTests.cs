using AkkaStreamProc.Operators.Keys;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Keys;

public class KeyGroupTests
{
    private static readonly Gen<(int Parallelism, int Groups)> Shapes =
        Gen.Int[1, KeyGroups.MaxCount].SelectMany(groups => Gen.Int[1, Math.Min(groups, 300)].Select(parallelism => (parallelism, groups)));

    [Fact]
    public void Ranges_of_all_subtasks_partition_the_key_groups() =>
        Shapes.Sample(shape =>
        {
            var next = 0;
            for (var subtask = 0; subtask < shape.Parallelism; subtask++)
            {
                var range = KeyGroupRange.Of(subtask, shape.Parallelism, shape.Groups);
                range.First.ShouldBe(next);
                range.Count.ShouldBeGreaterThan(0);
                next = range.End;
            }

            next.ShouldBe(shape.Groups);
        });

    [Fact]
    public void Owner_of_a_key_group_is_the_subtask_whose_range_holds_it() =>
        Gen.Select(Shapes, Gen.Int[0, int.MaxValue]).Sample((shape, number) =>
        {
            var keyGroup = number % shape.Groups;
            var owner = KeyGroupRange.OwnerOf(keyGroup, shape.Parallelism, shape.Groups);
            KeyGroupRange.Of(owner, shape.Parallelism, shape.Groups).Contains(keyGroup).ShouldBeTrue();
        });

    [Fact]
    public void Ranges_differ_by_one_group_at_the_most() =>
        Shapes.Sample(shape =>
        {
            var counts = Enumerable.Range(0, shape.Parallelism).Select(i => KeyGroupRange.Of(i, shape.Parallelism, shape.Groups).Count).ToList();
            (counts.Max() - counts.Min()).ShouldBeLessThanOrEqualTo(1);
        });

    [Fact]
    public void Ranges_overlap_where_they_share_a_group() =>
        Gen.Int[0, 10].Array[4].Sample(n =>
        {
            var (left, right) = (new KeyGroupRange(n[0], n[1] + 1), new KeyGroupRange(n[2], n[3] + 1));
            var share = Enumerable.Range(left.First, left.Count).Any(right.Contains);
            left.Overlaps(right).ShouldBe(share);
            right.Overlaps(left).ShouldBe(share);
        });

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(KeyGroups.DefaultCount)]
    public void Keys_spread_evenly_over_the_key_groups(int groups)
    {
        const int keys = 100_000;
        var counts = new int[groups];
        for (var key = 0; key < keys; key++)
        {
            counts[KeyGroups.Of(KeyHash<int>.Of(key), groups)]++;
        }

        // Six standard deviations of a fair distribution.
        var mean = keys / (double)groups;
        counts.ShouldAllBe(count => Math.Abs(count - mean) <= 6 * Math.Sqrt(mean));
    }

    [Fact]
    public void Key_group_lies_below_the_count_for_every_hash() =>
        Gen.Select(Gen.ULong, Gen.Int[1, KeyGroups.MaxCount]).Sample((hash, count) => KeyGroups.Of(hash, count).ShouldBeInRange(0, count - 1));

    [Fact]
    public void Key_groups_of_keys_stay_what_they_were() =>
        Enumerable.Range(0, 12).Select(i => KeyGroups.Of(KeyHash<string>.Of($"user-{i}"), 128)).ShouldBe([17, 24, 76, 66, 1, 57, 93, 7, 82, 38, 103, 29]);
}
