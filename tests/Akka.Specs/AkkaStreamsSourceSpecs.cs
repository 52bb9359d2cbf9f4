using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using AkkaStreamProc.Connectors.Akka;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Akka.Specs;

public class AkkaStreamsSourceSpecs : ActorSpecs
{
    [Fact]
    public void Completion_of_the_stream_ends_the_input()
    {
        using var reading = new SourceReading<int>(AkkaStreamsSource.Live(Sys, "numbers", Source.From(Enumerable.Range(1, 5000))));

        reading.ReadToEnd().ShouldBe(Enumerable.Range(1, 5000));

        reading.Split.Position.ShouldBe(5000);
        reading.Split.IsFinished.ShouldBeTrue();
    }

    [Fact]
    public void Stream_without_records_ends_the_input()
    {
        using var reading = new SourceReading<int>(AkkaStreamsSource.Live(Sys, "numbers", Source.Empty<int>()));

        reading.ReadToEnd().ShouldBeEmpty();
    }

    [Fact]
    public void Failure_of_the_stream_fails_the_attempt()
    {
        var stream = Source.Failed<int>(new InvalidOperationException("the socket is closed"));
        using var reading = new SourceReading<int>(AkkaStreamsSource.Live(Sys, "numbers", stream));

        reading.ReadToFailure().ShouldBeOfType<AkkaConnectorException>().Message.ShouldContain("the socket is closed");
    }

    [Fact]
    public async Task Stream_is_pulled_no_further_than_the_buffer()
    {
        var pulled = 0;
        var full = new TaskCompletionSource();
        var stream = Source.From(Enumerable.Range(1, 1000)).Select(i =>
        {
            if (Interlocked.Increment(ref pulled) == 8)
            {
                full.SetResult();
            }

            return i;
        });
        using var reading = new SourceReading<int>(AkkaStreamsSource.Live(Sys, "numbers", stream, buffer: 8));

        // Nothing is asked for before the first Read; the stage is one island, so it has stopped where it is full.
        await full.Task.InTime("a full buffer");
        reading.Begun();
        Volatile.Read(ref pulled).ShouldBe(8);
        reading.Next(out var records);
        records.ShouldBe(Enumerable.Range(1, 8));
    }

    [Fact]
    public void Replayable_stream_begins_at_the_restored_position()
    {
        var source = AkkaStreamsSource.Replayable(Sys, "numbers", position => Source.From(Enumerable.Range((int)position, 10 - (int)position)));

        using var reading = new SourceReading<int>(source, new OffsetSplit("stream", 7));

        reading.ReadToEnd().ShouldBe([7, 8, 9]);
        reading.Split.Position.ShouldBe(10);
    }

    [Fact]
    public void Restored_end_materializes_nothing()
    {
        var source = AkkaStreamsSource.Replayable<int, NotUsed>(Sys, "numbers", _ => throw new InvalidOperationException("materialized"));

        using var reading = new SourceReading<int>(source, new OffsetSplit("stream", 7) { IsFinished = true });

        reading.ReadToEnd().ShouldBeEmpty();
    }

    [Fact]
    public void Other_subtasks_have_finished()
    {
        using var reading = new SourceReading<int>(AkkaStreamsSource.Live(Sys, "numbers", Source.Maybe<int>()), subtask: 1, parallelism: 2);

        reading.Next(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task End_of_the_attempt_cancels_the_stream()
    {
        var cancelled = new TaskCompletionSource();
        var stream = Source.Maybe<int>().WatchTermination((_, termination) =>
        {
            termination.ContinueWith(_ => cancelled.SetResult(), TaskScheduler.Default);
            return NotUsed.Instance;
        });
        var reading = new SourceReading<int>(AkkaStreamsSource.Live(Sys, "numbers", stream));
        reading.Begun();

        reading.Dispose();

        await cancelled.Task.InTime("the cancellation of the stream");
    }
}
