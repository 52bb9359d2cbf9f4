using AkkaStreamProc.Actors.Exchange;

namespace AkkaStreamProc.Actors.Specs.Exchange;

public sealed class ChannelAlignmentSpecs
{
    [Fact]
    public void Alignment_of_one_channel_is_over_with_its_arrival()
    {
        var alignment = new ChannelAlignment(1);

        alignment.Arrive(0, 7).ShouldBeTrue();

        alignment.IsUnderWay.ShouldBeFalse();
    }

    [Fact]
    public void Alignment_is_over_with_the_last_channel_and_begins_anew()
    {
        var alignment = new ChannelAlignment(3);

        alignment.Arrive(2, 7).ShouldBeFalse();
        alignment.IsUnderWay.ShouldBeTrue();
        alignment.Arrive(0, 7).ShouldBeFalse();
        alignment.Arrive(1, 7).ShouldBeTrue();

        alignment.IsUnderWay.ShouldBeFalse();
        alignment.Arrive(1, 8).ShouldBeFalse();
        alignment.Arrive(2, 8).ShouldBeFalse();
        alignment.Arrive(0, 8).ShouldBeTrue();
    }

    [Fact]
    public void Channel_that_brings_another_barrier_is_refused_with_both_numbers()
    {
        var alignment = new ChannelAlignment(2);
        alignment.Arrive(0, 7);

        var error = Should.Throw<ExchangeException>(() => alignment.Arrive(1, 8));

        error.Message.ShouldContain("channel 1");
        error.Message.ShouldContain("barrier 8");
        error.Message.ShouldContain("at 7");
    }

    [Fact]
    public void Channel_that_arrives_twice_is_refused()
    {
        var alignment = new ChannelAlignment(2);
        alignment.Arrive(0, 7);

        Should.Throw<ExchangeException>(() => alignment.Arrive(0, 7));
    }
}
