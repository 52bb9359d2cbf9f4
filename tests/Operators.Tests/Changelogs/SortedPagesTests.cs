using AkkaStreamProc.Operators.Changelogs;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Changelogs;

public class SortedPagesTests
{
    [Fact]
    public void Pages_are_a_sorted_list() =>
        Gen.Select(Gen.Bool, Gen.Int[0, 3_000]).Array[0, 4_000].Sample(
            steps =>
            {
                var (pages, list) = (new SortedPages<int>(), new SortedSet<int>());
                foreach (var (isInsert, item) in steps)
                {
                    pages.Find(item, Comparer<int>.Default).ShouldBe((list.GetViewBetween(int.MinValue, item - 1).Count, list.Contains(item)));
                    if (isInsert || list.Count < 700)
                    {
                        pages.Insert(item, Comparer<int>.Default);
                        list.Add(item);
                    }
                    else
                    {
                        pages.Remove(item, Comparer<int>.Default);
                        list.Remove(item);
                    }
                }

                pages.Count.ShouldBe(list.Count);
                Enumerable.Range(0, list.Count).Select(i => pages[i]).ShouldBe(list);
            },
            iter: 20);
}
