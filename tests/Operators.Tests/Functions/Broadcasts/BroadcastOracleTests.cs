using AkkaStreamProc.Operators.Faults;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Functions.Broadcasts;

/// <summary>Records, rules, and checkpoints with restarts and other parallelisms, in any order.</summary>
public class BroadcastOracleTests
{
    private static readonly Gen<(int Kind, int Id, int Number)[]> Histories = Gen.Select(Gen.Int[0, 19], Gen.Int[0, 9], Gen.Int[0, 20]).Array[0, 80];

    [Fact]
    public void Every_copy_is_the_fold_of_the_broadcast_stream_at_every_checkpoint_and_every_record_sees_it() => Gen.Select(Gen.Int[1, 4], Histories).Sample(
        (parallelism, history) =>
        {
            var run = new BroadcastRun(parallelism, ErrorPolicy.Skip);
            var (rules, counts, failed) = (new Dictionary<int, Rule>(), new Dictionary<string, int>(), 0);
            foreach (var (kind, id, number) in history)
            {
                switch (kind)
                {
                    case 0:
                        // Another rule and another record come while the snapshot waits to be written.
                        var before = rules.ToDictionary();
                        foreach (var copy in run.Checkpoint(0, () => Broadcast(new Rule(id, number))))
                        {
                            copy.ShouldBe(before, ignoreOrder: true);
                        }

                        break;
                    case 1 or 2:
                        var copies = run.Checkpoint(1 + (number % 4));
                        copies.Count.ShouldBe(parallelism);
                        copies.ShouldAllBe(copy => copy.Count == rules.Count && !copy.Except(rules).Any());
                        parallelism = 1 + (number % 4);
                        break;
                    case 3:
                        run.Broadcast(new Rule(id, -1));
                        run.Take().ShouldBeEmpty();
                        failed++;
                        break;
                    case < 9:
                        Broadcast(new Rule(id, number, IsOff: number % 3 == 0));
                        break;
                    default:
                        var key = $"k{id}";
                        counts[key] = counts.GetValueOrDefault(key) + 1;
                        run.Send(key, number);
                        run.Take().ShouldBe([$"{key} {counts[key]} above {string.Join(",", rules.Values.Where(r => number > r.Limit).Select(r => r.Id).Order())}"]);
                        break;
                }
            }

            run.Skipped.ShouldBe(failed);

            void Broadcast(Rule rule)
            {
                run.Broadcast(rule);
                run.Take().ShouldBe(rule.Id == 0 ? [$"rule 0 is {rule.Limit}"] : []);
                if (rule.IsOff)
                {
                    rules.Remove(rule.Id);
                }
                else
                {
                    rules[rule.Id] = rule;
                }
            }
        },
        iter: 300,
        threads: 1);
}
