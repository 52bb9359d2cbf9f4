using Akka.Actor;
using AkkaStreamProc.Connectors.Akka.Internal.Ingress;

namespace AkkaStreamProc.Akka.Specs;

public class FeederCreditSpecs
{
    private readonly IActorRef _first = new Stranger("first");
    private readonly IActorRef _second = new Stranger("second");

    [Fact]
    public void One_feeder_is_granted_all_but_the_quarter_reserved_for_offers()
    {
        var credit = new FeederCredit(8);
        credit.Add(_first);

        credit.Grant(held: 0).ShouldHaveSingleItem().Records.ShouldBe(6);
        credit.Granted.ShouldBe(6);
    }

    [Fact]
    public void Grants_and_records_held_never_exceed_the_capacity_together()
    {
        var credit = new FeederCredit(8);
        credit.Add(_first);

        credit.Grant(held: 4).ShouldHaveSingleItem().Records.ShouldBe(2);
    }

    [Fact]
    public void Feeder_is_granted_more_when_it_has_used_half()
    {
        var credit = new FeederCredit(8);
        credit.Add(_first);
        credit.Grant(held: 0);

        credit.TryUse(_first);
        credit.TryUse(_first);
        credit.Grant(held: 0).ShouldBeEmpty();
        credit.TryUse(_first);
        credit.Grant(held: 0).ShouldHaveSingleItem().Records.ShouldBe(3);
    }

    [Fact]
    public void Second_feeder_gets_its_share_when_the_first_has_used_what_it_was_granted()
    {
        var credit = new FeederCredit(8);
        credit.Add(_first);
        credit.Grant(held: 0);
        credit.Add(_second);
        credit.Grant(held: 0).ShouldBeEmpty();

        for (var i = 0; i < 6; i++)
        {
            credit.TryUse(_first).ShouldNotBeNull();
        }

        credit.Grant(held: 0).Select(g => g.Records).ShouldBe([3, 3]);
    }

    [Fact]
    public void Grants_of_a_feeder_that_left_are_free_again()
    {
        var credit = new FeederCredit(8);
        credit.Add(_first);
        credit.Grant(held: 0);
        credit.Add(_second);

        credit.Remove(_first);

        credit.Grant(held: 0).ShouldHaveSingleItem().Records.ShouldBe(6);
    }

    [Fact]
    public void Stranger_has_nothing_to_use()
    {
        new FeederCredit(8).TryUse(_first).ShouldBeNull();
    }

    private sealed class Stranger(string name) : MinimalActorRef
    {
        public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / name;

        public override IActorRefProvider Provider => throw new NotSupportedException();
    }
}
