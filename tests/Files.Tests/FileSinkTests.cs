using System.Buffers;
using System.Text;
using AkkaStreamProc.Connectors.Files;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Files.Tests;

public sealed class FileSinkTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    private string Out => _scratch.PathOf("out");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Records_become_visible_with_the_commit_of_their_epoch()
    {
        using var sink = new SinkRun(Out).Restore();

        sink.Write("a", "b");
        sink.Prepare(1);
        _scratch.VisibleNames("out").ShouldBeEmpty();
        sink.Write("c");
        sink.Commit(1);

        _scratch.VisibleLines("out").ShouldBe(["a", "b"]);
        sink.Prepare(2);
        sink.Commit(2);
        _scratch.VisibleLines("out").ShouldBe(["a", "b", "c"]);
        _scratch.HiddenNames("out").ShouldBeEmpty();
        sink.Context.Bytes.ShouldBe("a\nb\nc\n".Length);
    }

    [Fact]
    public void Description_and_guarantee_are_stated()
    {
        var sink = new FileSink<string>("out", new TextSerializer());

        sink.Description.ShouldBe("files(out)");
        sink.Guarantee.ShouldBe(DeliveryGuarantee.ExactlyOnce);
    }

    [Fact]
    public void Epoch_without_records_writes_no_file()
    {
        using var sink = new SinkRun(Out).Restore();

        sink.Prepare(1);
        sink.Commit(1);

        _scratch.VisibleNames("out").Concat(_scratch.HiddenNames("out")).ShouldBeEmpty();
    }

    [Fact]
    public void File_is_named_after_operator_subtask_and_checkpoint()
    {
        using var sink = new SinkRun(Out, subtask: 3, parallelism: 4, operatorName: "counts/per page").Restore();

        sink.Write("a");
        sink.Prepare(42);
        sink.Commit(42);

        _scratch.VisibleNames("out").ShouldHaveSingleItem()
            .ShouldMatch("^part-counts_per_page-[0-9a-f]{8}-0003-0000000000000000042\\.jsonl$");
    }

    [Fact]
    public void Missing_directories_are_created()
    {
        using var sink = new SinkRun(Path.Join(Out, "a", "b")).Restore();

        Directory.Exists(Path.Join(Out, "a", "b")).ShouldBeTrue();
    }

    [Fact]
    public void Commit_after_an_aborted_checkpoint_commits_both_epochs()
    {
        using var sink = new SinkRun(Out).Restore();
        sink.Write("a");
        sink.Prepare(1);
        sink.Write("b");
        sink.Prepare(2);

        sink.Commit(2);
        sink.Commit(2);

        _scratch.VisibleLines("out").ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Commit_leaves_later_epochs_alone()
    {
        using var sink = new SinkRun(Out).Restore();
        sink.Write("a");
        sink.Prepare(1);
        sink.Write("b");
        sink.Prepare(2);

        sink.Commit(1);

        _scratch.VisibleLines("out").ShouldBe(["a"]);
    }

    [Fact]
    public void Record_with_a_line_feed_is_refused_and_no_byte_of_it_is_written()
    {
        using var sink = new SinkRun(Out).Restore();

        sink.Write("a", "b\nc", "d");
        sink.Prepare(1);
        sink.Commit(1);

        var refused = sink.Context.Refused.ShouldHaveSingleItem().ShouldBeOfType<RefusedRecord<string>>();
        refused.Record.ShouldBe("b\nc");
        refused.Reason.ShouldContain("several lines");
        _scratch.VisibleLines("out").ShouldBe(["a", "d"]);
    }

    [Fact]
    public void Record_for_which_the_serializer_throws_is_refused_and_no_byte_of_it_is_written()
    {
        using var sink = new SinkRun(Out, serializer: new HalfwaySerializer()).Restore();

        sink.Write("a", "bad", "b");
        sink.Prepare(1);
        sink.Commit(1);

        var refused = sink.Context.Refused.ShouldHaveSingleItem().ShouldBeOfType<RefusedRecord<string>>();
        refused.Record.ShouldBe("bad");
        refused.Reason.ShouldBe("The serializer threw FormatException: Halfway.");
        _scratch.VisibleLines("out").ShouldBe(["a", "b"]);
    }

    /// <summary>Throws for some records when it has written half of them.</summary>
    private sealed class HalfwaySerializer : ISerializer<string>
    {
        public void Serialize(string value, IBufferWriter<byte> output)
        {
            output.Write(Encoding.UTF8.GetBytes(value[..1]));
            if (value == "bad")
            {
                throw new FormatException("Halfway.");
            }

            output.Write(Encoding.UTF8.GetBytes(value[1..]));
        }
    }

    [Fact]
    public void Disposed_writer_leaves_no_file_of_its_open_epoch()
    {
        using (var sink = new SinkRun(Out, chunkBytes: 1).Restore())
        {
            sink.Write("a");
        }

        _scratch.VisibleNames("out").Concat(_scratch.HiddenNames("out")).ShouldBeEmpty();
    }

    [Fact]
    public void State_of_another_format_version_is_refused()
    {
        using var sink = new SinkRun(Out);

        Should.Throw<StreamProcessingException>(() => sink.Restore(1, new byte[] { 9, 0, 0, 0, 0 })).Message.ShouldContain("format 9");
    }

    [Fact]
    public void Damaged_state_is_refused()
    {
        using var sink = new SinkRun(Out);

        Should.Throw<StreamProcessingException>(() => sink.Restore(1, new byte[] { 2, 0, 7 })).Message.ShouldContain("damaged");
    }
}
