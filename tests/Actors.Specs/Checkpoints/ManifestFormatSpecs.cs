using AkkaStreamProc.Actors.Checkpoints.Manifests;
using AkkaStreamProc.Actors.Checkpoints.Stores;
using AkkaStreamProc.Actors.Checkpoints.Verdicts;
using AkkaStreamProc.Actors.Specs.Jobs;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Actors.Specs.Checkpoints;

/// <summary>What stands in the manifests of savepoints and in the snapshot store out there: the committed forms must stay readable.</summary>
public sealed class ManifestFormatSpecs
{
    private static readonly Guid Life = new("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9");

    private static CheckpointManifest Example
    {
        get
        {
            var plan = JournalEvents.Attempt(2, 0, 100).Plan!;
            return CheckpointManifest.Of(
                plan,
                JournalEvents.Submitted.Shape,
                Life,
                JournalEvents.Completed(7, isSavepoint: true).Checkpoint,
                [
                    (plan.Vertices[1], 1, new StoredSnapshot(300, 0xff01, [new SnapshotPart("count", "counters", 0, 0, 5, 40), new SnapshotPart("count", "panes", 64, 64, 45, 200)])),
                    (plan.Vertices[1], 0, new StoredSnapshot(200, 0xff00, [new SnapshotPart("count", "counters", 0, 0, 5, 40), new SnapshotPart("count", "panes", 0, 64, 45, 100)])),
                    (plan.Vertices[0], 0, new StoredSnapshot(100, 0xfe00, [new SnapshotPart("source", "splits", 0, 0, 5, 60)])),
                ],
                new Dictionary<string, int> { ["source"] = 2, ["count"] = 4 });
        }
    }

    [Fact]
    public void Manifest_is_written_as_it_was_committed() =>
        System.Text.Encoding.UTF8.GetString(Example.ToBytes()).ReplaceLineEndings().ShouldBe(Committed().ReplaceLineEndings());

    [Fact]
    public void Committed_manifest_is_read()
    {
        var read = CheckpointManifest.Parse(File.ReadAllBytes(Fixture("savepoint-manifest-v1.json")), "the fixture");

        System.Text.Encoding.UTF8.GetString(read.ToBytes()).ReplaceLineEndings().ShouldBe(Committed().ReplaceLineEndings());
        var checkpoint = read.ToCheckpoint("/somewhere");
        checkpoint.Address.ShouldBe("/somewhere");
        checkpoint.Id.ShouldBe(7);
        checkpoint.Parallelism.ShouldBe(new Dictionary<string, int> { ["source"] = 2, ["count"] = 4 }, ignoreOrder: true);
        checkpoint.Places!["count"].States.ShouldBe(["panes"]);
        StateVerdicts.Of(Visits.Job("visits", new LogSource<Visit>(), new ScriptedSink<string>()), checkpoint.Places!).ShouldNotContain(v => v.IsTaken, "the signature of the example is another");
    }

    [Theory]
    [InlineData("{}", "format 0")]
    [InlineData("{\"format\": 2}", "format 2")]
    [InlineData("{\"format\": 1}", "was damaged")]
    [InlineData("{\"format\": 1, \"job\": null}", "was damaged")]
    [InlineData("[]", "was damaged")]
    [InlineData("nonsense", "was damaged")]
    [InlineData("", "was damaged")]
    public void What_is_no_manifest_is_refused(string text, string reason) =>
        Should.Throw<StreamProcessingException>(() => CheckpointManifest.Parse(System.Text.Encoding.UTF8.GetBytes(text), "the spec")).Message
            .ShouldSatisfyAllConditions(m => m.ShouldContain("'the spec'"), m => m.ShouldContain(reason));

    [Fact]
    public void Pointer_is_written_as_it_was_committed_and_read()
    {
        var pointer = new SnapshotPointer("job~0a1b/0000000000000000007/count~0.snapshot", 123_456);
        const string Committed = "4153504D0240E20100000000002D6A6F627E306131622F303030303030303030303030303030303030372F636F756E747E302E736E617073686F74";

        Convert.ToHexString(pointer.ToBytes()).ShouldBe(Committed);
        SnapshotPointer.Parse(Convert.FromHexString(Committed)).ShouldBe(pointer);
    }

    private static string Committed() => File.ReadAllText(Fixture("savepoint-manifest-v1.json"));

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Checkpoints", name);
}
