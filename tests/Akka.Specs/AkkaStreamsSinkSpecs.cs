using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using AkkaStreamProc.Connectors.Akka;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Akka.Specs;

public class AkkaStreamsSinkSpecs : ActorSpecs
{
    [Fact]
    public void Records_arrive_in_order()
    {
        using var writing = new SinkWriting<int>(AkkaStreamsSink.Unconfirmed(Sys, "numbers", Sink.ForEach<int>(i => TestActor.Tell(i))));

        writing.Write(1, 2);
        writing.AwaitReady();
        writing.Write(3);
        writing.AwaitPrepared(writing.Prepare());

        ExpectMsg(1);
        ExpectMsg(2);
        ExpectMsg(3);
    }

    [Fact]
    public void Stream_that_does_not_pull_holds_the_writer_up()
    {
        var gate = new TaskCompletionSource<int>();
        var sink = Flow.Create<int>().SelectAsync(1, _ => gate.Task).To(Sink.Ignore<int>());
        using var writing = new SinkWriting<int>(AkkaStreamsSink.Unconfirmed(Sys, "numbers", sink));

        writing.Write([.. Enumerable.Range(1, 100)]);

        writing.IsReady.ShouldBeFalse();
        writing.Prepare()().ShouldBeFalse();
        gate.SetResult(0);
        writing.AwaitReady();
    }

    [Fact]
    public void Guarantee_is_at_least_once_only_with_confirmations()
    {
        AkkaStreamsSink.Unconfirmed(Sys, "numbers", Sink.Ignore<int>()).Guarantee.ShouldBe(DeliveryGuarantee.None);
        AkkaStreamsSink.Confirmed(Sys, "numbers", Flow.Create<int>()).Guarantee.ShouldBe(DeliveryGuarantee.AtLeastOnce);
    }

    [Fact]
    public async Task Checkpoint_waits_for_the_confirmations()
    {
        var gates = Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource<int>()).ToArray();
        var begun = Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource()).ToArray();
        var second = new TaskCompletionSource();
        var flow = Flow.Create<int>().SelectAsync(3, i =>
        {
            begun[i].SetResult();
            return gates[i].Task;
        }).Select(i =>
        {
            // One element after the other takes the whole way, so the first is confirmed when the second comes by.
            if (i == 1)
            {
                second.SetResult();
            }

            return i;
        });
        using var writing = new SinkWriting<int>(AkkaStreamsSink.Confirmed(Sys, "numbers", flow));
        writing.Write(0, 1, 2);
        await Task.WhenAll(begun.Select(b => b.Task)).InTime("three calls under way");
        writing.AwaitReady();

        var isPrepared = writing.Prepare();
        gates[0].SetResult(0);
        gates[1].SetResult(1);
        await second.Task.InTime("the second confirmation");
        var isCounted = false;
        writing.Context.Post(() => isCounted = true);
        writing.Context.PumpUntil(() => isCounted, "the first confirmation");

        isPrepared().ShouldBeFalse();
        writing.IsReady.ShouldBeFalse("nothing is written into an epoch that is being prepared");
        gates[2].SetResult(2);
        writing.AwaitPrepared(isPrepared);
    }

    [Fact]
    public void Failure_of_the_sink_fails_the_attempt_with_its_reason()
    {
        using var writing = new SinkWriting<int>(AkkaStreamsSink.Unconfirmed(
            Sys, "numbers", Sink.ForEach<int>(_ => throw new InvalidOperationException("the disk is full"))));

        writing.Write(1);

        writing.AwaitFailure().ShouldBeOfType<AkkaConnectorException>().Message.ShouldContain("the disk is full");
    }

    [Fact]
    public void Failure_of_the_flow_fails_the_attempt_with_its_reason()
    {
        using var writing = new SinkWriting<int>(AkkaStreamsSink.Confirmed(
            Sys, "numbers", Flow.Create<int>().SelectAsync<int, int, int, NotUsed>(1, _ => Task.FromException<int>(new InvalidOperationException("the disk is full")))));

        writing.Write(1);

        writing.AwaitFailure().Message.ShouldContain("the disk is full");
    }

    [Fact]
    public void Sink_that_has_had_enough_fails_the_attempt()
    {
        using var writing = new SinkWriting<int>(AkkaStreamsSink.Unconfirmed(Sys, "numbers", Flow.Create<int>().Take(1).To(Sink.Ignore<int>())));

        writing.Write(1);

        writing.AwaitFailure().Message.ShouldContain("takes no more records");
    }

    [Fact]
    public void Flow_that_emits_too_much_is_an_error()
    {
        using var writing = new SinkWriting<int>(AkkaStreamsSink.Confirmed(Sys, "numbers", Flow.Create<int>().SelectMany(i => new[] { i, i })));
        writing.Write(1);

        Should.Throw<AkkaConnectorException>(() => writing.Context.PumpUntil(() => false, "the error")).Message.ShouldContain("exactly one element");
    }

    [Fact]
    public async Task End_of_the_attempt_completes_the_stream()
    {
        var completed = new TaskCompletionSource<int>();
        var sink = Sink.OnComplete<int>(() => completed.SetResult(0), e => completed.TrySetException(e));
        var writing = new SinkWriting<int>(AkkaStreamsSink.Unconfirmed(Sys, "numbers", sink));

        writing.Dispose();

        await completed.Task.InTime("the completion of the stream");
    }
}
