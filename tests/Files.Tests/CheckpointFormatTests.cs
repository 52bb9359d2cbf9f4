using AkkaStreamProc.Connectors.Files;
using AkkaStreamProc.Connectors.Files.Internal;

namespace AkkaStreamProc.Files.Tests;

/// <summary>What stands in checkpoints must be understood by every later release.</summary>
public sealed class CheckpointFormatTests
{
    private const string State = "0102000000070000000000000001610C00000000000000030000000000000008000000000000000462C3A9630000000000000000FFFFFFFFFFFFFF7F";

    private static readonly PreparedPart[] Parts = [new(7, "a", 12, 3), new(8, "béc", 0, long.MaxValue)];

    [Fact]
    public void State_of_a_sink_is_written_as_in_version_1()
    {
        Convert.ToHexString(PartState.Encode(Parts)).ShouldBe(State);
    }

    [Fact]
    public void State_of_a_sink_is_read_as_in_version_1()
    {
        PartState.Decode(Convert.FromHexString(State)).ShouldBe(Parts);
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
