using AkkaStreamProc.Host.Chaos.Records;

namespace AkkaStreamProc.Host.Tests.Chaos;

public class SequenceLedgerTests
{
    private readonly SequenceLedger _ledger = new(keys: 2);

    [Fact]
    public void Records_in_the_order_of_their_keys_violate_nothing()
    {
        Take((0, 1), (1, 1), (0, 2), (0, 3), (1, 2));

        _ledger.Violations.ShouldBeEmpty();
        _ledger.Records.ShouldBe(5);
        _ledger.Outstanding([3, 2]).ShouldBe(0);
    }

    [Fact]
    public void Record_that_comes_again_is_doubled()
    {
        Take((0, 1), (0, 2), (0, 1));

        (_ledger.Doubled, _ledger.Reordered).ShouldBe((1, 0));
        _ledger.Violations.ShouldHaveSingleItem().ShouldContain("key 0: 1 came again");
    }

    [Fact]
    public void Gap_is_outstanding_and_a_violation_at_once()
    {
        Take((0, 1), (0, 3));

        _ledger.Outstanding([3, 0]).ShouldBe(1);
        _ledger.Violations.ShouldHaveSingleItem().ShouldContain("2 is missing before 3");
    }

    [Fact]
    public void Record_behind_a_later_one_is_reordered_and_not_lost()
    {
        Take((0, 1), (0, 3), (0, 2));

        (_ledger.Doubled, _ledger.Reordered).ShouldBe((0, 1));
        _ledger.Outstanding([3, 0]).ShouldBe(0);
    }

    [Fact]
    public void Records_produced_and_never_seen_are_outstanding()
    {
        Take((0, 1));

        _ledger.Outstanding([4, 2]).ShouldBe(5);
    }

    [Fact]
    public void Count_that_is_not_the_number_is_a_fault_of_state()
    {
        _ledger.Take(1, 1, 2, "here");

        _ledger.Miscounted.ShouldBe(1);
        _ledger.Violations.ShouldHaveSingleItem().ShouldContain("1 was counted as 2 at here");
    }

    private void Take(params (int Key, long Sequence)[] records)
    {
        foreach (var (key, sequence) in records)
        {
            _ledger.Take(key, sequence, sequence, "there");
        }
    }
}
