using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Checkpoints.Storage;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Actors.Specs.Checkpoints;

public sealed class CheckpointStorageSpecs : IDisposable
{
    private const int Limit = 100;
    private const string Subtask = "job~count~0";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("asp-specs-");
    private readonly CheckpointStorage _storage;

    public CheckpointStorageSpecs() => _storage = new CheckpointStorage(_root.FullName, Limit);

    private IReadOnlyList<string> Files => [.. _root.EnumerateFiles("*", SearchOption.AllDirectories).Select(f => f.Name).Order()];

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Snapshot_within_the_limit_stays_with_the_store()
    {
        var bytes = Bytes(Limit);

        Save(Subtask, 1, bytes).ShouldBe(bytes);

        Files.ShouldBeEmpty();
        Open(Subtask, bytes).ShouldBe(bytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(Limit + 1)]
    [InlineData(5000)]
    public void Snapshot_over_the_limit_comes_back_from_its_file_however_it_was_cut(int piece)
    {
        var bytes = Bytes(Limit + 4900);

        var stored = Save(Subtask, 1, bytes, piece);

        stored.Length.ShouldBeLessThan(Limit);
        Files.ShouldBe(["0000000000000000001.snapshot"]);
        Open(Subtask, stored).ShouldBe(bytes);
    }

    [Fact]
    public void Names_that_are_long_or_differ_in_case_only_have_folders_that_every_file_system_tells_apart()
    {
        var longName = string.Concat(Enumerable.Repeat("数", 100));
        string[] subtasks = ["job~count~0", "job~Count~0", "JOB~count~0", $"job~{longName}~0", $"job~{longName}~1", "job~a/b~0", "job~a%2Fb~0", "job~..~0"];
        foreach (var (subtask, number) in subtasks.Select((s, n) => (s, n)))
        {
            var bytes = Enumerable.Repeat((byte)number, Limit + 1).ToArray();
            Open(subtask, Save(subtask, 1, bytes)).ShouldBe(bytes);
        }

        var folders = _root.GetDirectories().Select(d => d.Name).ToList();
        folders.Distinct(StringComparer.OrdinalIgnoreCase).Count().ShouldBe(subtasks.Length);
        folders.ShouldAllBe(f => f.Length <= 255 && f.All(char.IsAscii));
    }

    [Fact]
    public void Snapshot_that_is_given_up_half_written_leaves_nothing()
    {
        using (var spool = _storage.Create(Subtask, 1))
        {
            spool.Write(Bytes(Limit * 2));
            Files.Count.ShouldBe(1);
        }

        Files.ShouldBeEmpty();
    }

    [Fact]
    public void Without_a_directory_everything_stays_with_the_store()
    {
        var bytes = Bytes(Limit * 50);
        using var spool = CheckpointStorage.None.Create(Subtask, 1);
        spool.Write(bytes);

        spool.Complete().ShouldBe(bytes);
    }

    [Fact]
    public void File_of_another_length_is_refused_with_its_name()
    {
        var stored = Save(Subtask, 1, Bytes(1000));
        using (var file = _root.EnumerateFiles("*", SearchOption.AllDirectories).Single().Open(FileMode.Open))
        {
            file.SetLength(999);
        }

        Should.Throw<SnapshotException>(() => _storage.Open(Subtask, 1, stored)).Message
            .ShouldSatisfyAllConditions(m => m.ShouldContain("0000000000000000001.snapshot"), m => m.ShouldContain("999 bytes instead of 1000"));
    }

    [Fact]
    public void Missing_file_and_missing_directory_are_refused_with_what_to_do()
    {
        var stored = Save(Subtask, 1, Bytes(1000));
        _root.EnumerateFiles("*", SearchOption.AllDirectories).Single().Delete();

        Should.Throw<SnapshotException>(() => _storage.Open(Subtask, 1, stored)).Message.ShouldContain("cannot be read");
        Should.Throw<SnapshotException>(() => CheckpointStorage.None.Open(Subtask, 1, stored)).Message.ShouldContain("akka-stream-proc.checkpoints.directory");
    }

    [Fact]
    public void Obsolete_files_are_deleted_and_no_others()
    {
        foreach (var id in new long[] { 1, 2, 3, 105, 106 })
        {
            Save(Subtask, id, Bytes(1000));
        }

        Save("job~count~1", 1, Bytes(1000));

        _storage.Delete(Subtask, new ObsoleteCheckpoints(3, [105]));

        Files.ShouldBe(["0000000000000000001.snapshot", "0000000000000000003.snapshot", "0000000000000000106.snapshot"]);
    }

    [Fact]
    public void What_a_process_was_writing_when_it_died_is_deleted_with_its_checkpoint()
    {
        Save(Subtask, 1, Bytes(1000));
        var whole = _root.EnumerateFiles("*", SearchOption.AllDirectories).Single().FullName;
        using (var dying = _storage.Create(Subtask, 2))
        {
            dying.Write(Bytes(1000));
            var half = _root.EnumerateFiles("*", SearchOption.AllDirectories).Single(f => f.FullName != whole);
            half.CopyTo(half.FullName.Replace("2.", "3.", StringComparison.Ordinal));
        }

        Files.Count.ShouldBe(2);
        _storage.Delete(Subtask, new ObsoleteCheckpoints(3, []));
        Files.Count.ShouldBe(1, "checkpoint 3 may still complete");
        _storage.Delete(Subtask, new ObsoleteCheckpoints(4, []));
        Files.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("job~a/b~0", "job~a_b~0")]
    [InlineData("job~a-1~0", "job~a~1-0")]
    [InlineData("a~b~0", "a-b~c~0")]
    [InlineData("job~..~0", "job~.~0")]
    public void Different_subtasks_never_share_a_file(string one, string other)
    {
        var (first, second) = (Save(one, 1, Bytes(1000, 1)), Save(other, 1, Bytes(1001, 2)));

        Files.Count.ShouldBe(2);
        Open(one, first).ShouldBe(Bytes(1000, 1));
        Open(other, second).ShouldBe(Bytes(1001, 2));
    }

    private byte[] Open(string persistenceId, byte[] stored)
    {
        using var content = _storage.Open(persistenceId, 1, stored);
        var bytes = new byte[content.Length];
        content.Read(0, bytes);
        return bytes;
    }

    private static byte[] Bytes(int count, int seed = 0)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private byte[] Save(string persistenceId, long checkpointId, byte[] bytes, int piece = 64)
    {
        using var spool = _storage.Create(persistenceId, checkpointId);
        foreach (var part in bytes.Chunk(piece))
        {
            spool.Write(part);
        }

        spool.Length.ShouldBe(bytes.Length);
        return spool.Complete();
    }
}
