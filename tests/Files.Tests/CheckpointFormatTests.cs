using AkkaStreamProc.Connectors.Files;
using AkkaStreamProc.Connectors.Files.Internal;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Files.Tests;

/// <summary>What stands in checkpoints must be understood by every later release.</summary>
public sealed class CheckpointFormatTests
{
    private const string Part = "010462C3A963FFFFFFFFFFFFFF7F0300000000000000";

    private static readonly PreparedPart Prepared = new(8, "béc", long.MaxValue, 3);

    [Fact]
    public void File_of_a_sink_is_written_as_in_version_1()
    {
        Convert.ToHexString(PartFormat.Encode(Prepared)).ShouldBe(Part);
    }

    [Fact]
    public void File_of_a_sink_is_read_as_in_version_1()
    {
        PartFormat.Decode(new PreparedEpoch(8, Convert.FromHexString(Part))).ShouldBe(Prepared);
    }

    [Fact]
    public void Split_remembers_the_beginning_of_its_file_and_where_it_ends()
    {
        using var scratch = new ScratchDirectory();
        var path = scratch.Write("in.jsonl", "abc\ndef");

        using var run = new SourceRun(new FileSource<string>(path, new TextDeserializer())).ToEnd();

        var split = run.Splits.ShouldHaveSingleItem();
        (split.Id, split.Position, split.End, split.Tag).ShouldBe((path, 7, 7, "7:93581beb6606b9c2"));
    }
}
