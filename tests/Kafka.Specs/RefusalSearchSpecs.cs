using AkkaStreamProc.Connectors.Kafka.Internal.Sink;

namespace AkkaStreamProc.Kafka.Specs;

public sealed class RefusalSearchSpecs
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Search_writes_every_record_once_that_is_not_refused_for_itself_and_tells_the_others(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var count = random.Next(40);
            var guilty = Enumerable.Range(0, count).Where(_ => random.Next(6) == 0).ToHashSet();
            var room = random.Next(1, 12);
            var written = new List<long>();

            // Brokers take a batch or refuse it whole, for one of its records or for its size; how batches are formed is chance.
            IReadOnlyList<Suspect> TryWrite(IReadOnlyList<Suspect> group)
            {
                var failed = new List<Suspect>();
                for (var rest = group.ToList(); rest.Count > 0;)
                {
                    var batch = rest.Take(random.Next(1, 12)).ToList();
                    rest.RemoveRange(0, batch.Count);
                    if (batch.Count > room || batch.Exists(s => guilty.Contains((int)s.Tag)))
                    {
                        failed.AddRange(batch);
                    }
                    else
                    {
                        written.AddRange(batch.Select(s => s.Tag));
                    }
                }

                return failed;
            }

            var refused = RefusalSearch.Run([.. Enumerable.Range(0, count).Select(i => new Suspect(i, [], [], "no"))], TryWrite);

            refused.Select(s => (int)s.Tag).ShouldBe(guilty.Order(), $"seed {seed}, round {round}");
            written.Order().ShouldBe(Enumerable.Range(0, count).Where(i => !guilty.Contains(i)).Select(i => (long)i), $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void Search_asks_few_times_for_one_record_among_many()
    {
        var tries = 0;
        var refused = RefusalSearch.Run([.. Enumerable.Range(0, 10_000).Select(i => new Suspect(i, [], [], "no"))], group =>
        {
            tries++;
            return group.Any(s => s.Tag == 7777) ? group : [];
        });

        refused.ShouldHaveSingleItem().Tag.ShouldBe(7777);
        tries.ShouldBeLessThan(40);
    }
}
