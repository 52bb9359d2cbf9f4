using AkkaStreamProc.Actors.Checkpoints.Stores;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Actors.Specs.Checkpoints;

public sealed class CheckpointStorageSpecs : IDisposable
{
    private const int Limit = 100;

    private static readonly Guid Branch = new("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9");

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("asp-specs-");
    private readonly CheckpointStorage _storage;

    public CheckpointStorageSpecs() => _storage = new CheckpointStorage(StoreOf("checkpoints"), StoreOf("savepoints"), Limit);

    private IReadOnlyList<string> Files =>
        [.. _root.EnumerateFiles("*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(_root.FullName, f.FullName).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Snapshot_within_the_limit_stays_with_the_store()
    {
        var bytes = Bytes(Limit);

        Save(1, bytes).ShouldBe(bytes);

        Files.ShouldBeEmpty();
        Open(bytes).ShouldBe(bytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(Limit + 1)]
    [InlineData(5000)]
    public void Snapshot_over_the_limit_comes_back_from_its_object_however_it_was_cut(int piece)
    {
        var bytes = Bytes(Limit + 4900);

        var stored = Save(1, bytes, piece: piece);

        stored.Length.ShouldBeLessThan(Limit);
        Files.ShouldBe(["checkpoints/job~0a1b2c3d4e5f/1/count~0.snapshot"]);
        Open(stored).ShouldBe(bytes);
    }

    [Fact]
    public void Snapshot_of_a_savepoint_is_an_object_in_the_directory_of_the_savepoint_however_small()
    {
        using (var spool = _storage.Create(Header(12), Branch, isSavepoint: true))
        {
            spool.Write(Bytes(3));
            spool.Complete().ShouldBeNull("the snapshot store has nothing of it");
        }

        Files.ShouldBe(["savepoints/job~0a1b2c3d4e5f/savepoint-12/count~0.snapshot"]);
        File.ReadAllBytes(Path.Combine(_root.FullName, Files[0])).ShouldBe(Bytes(3));
        _storage.DirectoryOf("job~0a1b2c3d4e5f/12").ShouldBe(Path.Combine(_root.FullName, "savepoints", "job~0a1b2c3d4e5f", "12"));
        _storage.DirectoryOf(_root.FullName).ShouldBe(_root.FullName);
        CheckpointStorage.None.DirectoryOf("job~0a1b2c3d4e5f/12").ShouldBeNull();
    }

    [Fact]
    public void Savepoints_go_where_checkpoints_do_where_they_have_no_directory()
    {
        var storage = new CheckpointStorage(StoreOf("checkpoints"), null, Limit);
        using var small = storage.Create(Header(1), Branch, isSavepoint: true);
        small.Write(Bytes(3));

        small.Complete().ShouldBe(Bytes(3));
        Files.ShouldBeEmpty();
    }

    [Fact]
    public void Names_that_are_long_or_differ_in_case_only_have_objects_that_every_file_system_tells_apart()
    {
        var longName = string.Concat(Enumerable.Repeat("数", 100));
        string[] names = ["count", "Count", "COUNT", longName, longName + "x", "a/b", "a%2Fb", "..", "."];
        foreach (var (name, number) in names.Select((n, i) => (n, i)))
        {
            var bytes = Enumerable.Repeat((byte)number, Limit + 1).ToArray();
            Open(Save(1, bytes, vertex: name)).ShouldBe(bytes);
            Open(Save(1, bytes, job: name)).ShouldBe(bytes);
        }

        Files.Select(f => f.ToUpperInvariant()).Distinct().Count().ShouldBe(2 * names.Length);
        Files.SelectMany(f => f.Split('/')).ShouldAllBe(f => f.Length <= 255 && f.All(char.IsAscii));
    }

    [Fact]
    public void Snapshot_that_is_given_up_half_written_leaves_nothing()
    {
        using (var spool = _storage.Create(Header(1), Branch, isSavepoint: false))
        {
            spool.Write(Bytes(Limit * 2));
            Files.Count.ShouldBe(1);
        }

        Files.ShouldBeEmpty();
    }

    [Fact]
    public void Object_is_written_once()
    {
        Save(1, Bytes(1000, 1));

        Should.Throw<IOException>(() => Save(1, Bytes(1000, 2)));

        Files.ShouldHaveSingleItem();
        File.ReadAllBytes(Path.Combine(_root.FullName, Files[0])).ShouldBe(Bytes(1000, 1));
    }

    [Fact]
    public void Of_two_that_write_an_object_at_once_one_does_and_the_other_learns_it()
    {
        var store = StoreOf("checkpoints");
        using var first = store.Create("folder/object");
        using var second = store.Create("folder/object");
        first.Write(Bytes(10, 1));
        second.Write(Bytes(10, 2));

        second.Complete();
        Should.Throw<IOException>(first.Complete);

        using var content = store.Open("folder/object");
        Read(content).ShouldBe(Bytes(10, 2));
        Files.ShouldBe(["checkpoints/folder/object"]);
    }

    [Fact]
    public void Without_a_store_everything_stays_with_the_snapshot_store()
    {
        var bytes = Bytes(Limit * 50);
        using var spool = CheckpointStorage.None.Create(Header(1), Branch, isSavepoint: true);
        spool.Write(bytes);

        spool.Complete().ShouldBe(bytes);
    }

    [Fact]
    public void Object_of_another_length_is_refused_with_its_name()
    {
        var stored = Save(1, Bytes(1000));
        using (var file = File.Open(Path.Combine(_root.FullName, Files.Single()), FileMode.Open))
        {
            file.SetLength(999);
        }

        Should.Throw<SnapshotException>(() => _storage.Open(stored, "the spec")).Message
            .ShouldSatisfyAllConditions(m => m.ShouldContain("count~0.snapshot"), m => m.ShouldContain("the spec"), m => m.ShouldContain("999 bytes instead of 1000"));
    }

    [Fact]
    public void Missing_object_and_missing_store_are_refused_with_what_to_do()
    {
        var stored = Save(1, Bytes(1000));
        File.Delete(Path.Combine(_root.FullName, Files[0]));

        Should.Throw<SnapshotException>(() => _storage.Open(stored, "the spec")).Message.ShouldContain("cannot be read");
        Should.Throw<SnapshotException>(() => CheckpointStorage.None.Open(stored, "the spec")).Message.ShouldContain("akka-stream-proc.checkpoints.directory");
        Should.Throw<SnapshotException>(() => CheckpointStorage.None.SavepointAt("job~0a1b2c3d4e5f/savepoint-12")).Message.ShouldContain("akka-stream-proc.checkpoints.savepoint-directory");
    }

    [Fact]
    public void Pointer_of_another_format_is_refused()
    {
        var stored = Save(1, Bytes(1000));
        stored[4] = 9;

        Should.Throw<SnapshotException>(() => _storage.Open(stored, "the spec")).Message.ShouldContain("format 9");
    }

    [Fact]
    public void Checkpoints_that_are_not_retained_are_collected_and_nothing_else()
    {
        foreach (var id in new long[] { 1, 2, 3, 105, 106, 107 })
        {
            Save(id, Bytes(1000));
        }

        Save(1, Bytes(1000), job: "other");
        using var dying = _storage.Create(Header(2, vertex: "sink"), Branch, isSavepoint: false);
        dying.Write(Bytes(1000));

        _storage.Collect("job", Branch, new HashSet<long> { 3, 106 }, upTo: 106);

        Files.Select(f => string.Join('/', f.Split('/')[..^1])).ShouldBe(
        [
            "checkpoints/job~0a1b2c3d4e5f/106",
            "checkpoints/job~0a1b2c3d4e5f/107",
            "checkpoints/job~0a1b2c3d4e5f/3",
            "checkpoints/other~0a1b2c3d4e5f/1",
        ]);
    }

    [Fact]
    public void Discarded_branch_leaves_no_folder_and_no_other_is_touched()
    {
        Save(1, Bytes(1000));
        Save(2, Bytes(1000));
        Save(1, Bytes(1000), branch: new Guid("ffffffff-4e5f-6071-8293-a4b5c6d7e8f9"));

        _storage.Collect("job", Branch, new HashSet<long>(), upTo: 100);

        Directory.GetDirectories(Path.Combine(_root.FullName, "checkpoints")).Select(Path.GetFileName).ShouldBe(["job~ffffffff4e5f"]);
    }

    [Fact]
    public void Savepoints_without_a_manifest_are_collected_unless_they_are_retained_or_may_be_on_their_way()
    {
        var one = StoreOf("one");
        var storage = new CheckpointStorage(one, one, Limit);
        foreach (var id in new long[] { 1, 2, 3, 9 })
        {
            using var spool = storage.Create(Header(id), Branch, isSavepoint: true);
            spool.Write(Bytes(1));
            spool.Complete();
        }

        using (var large = storage.Create(Header(4), Branch, isSavepoint: false))
        {
            large.Write(Bytes(1000));
            large.Complete();
        }

        using (var manifest = one.Create("job~0a1b2c3d4e5f/savepoint-2/manifest.json"))
        {
            manifest.Complete();
        }

        storage.CollectSavepoints("job", Branch, new HashSet<long> { 3, 4 }, upTo: 8);
        Folders().ShouldBe(["4", "savepoint-2", "savepoint-3", "savepoint-9"]);

        // In one directory with them, the other checkpoints go by their own rule.
        storage.Collect("job", Branch, new HashSet<long>(), upTo: 100);
        Folders().ShouldBe(["savepoint-2", "savepoint-3", "savepoint-9"]);

        IEnumerable<string?> Folders() => Directory.GetDirectories(Path.Combine(_root.FullName, "one", "job~0a1b2c3d4e5f")).Select(Path.GetFileName).Order(StringComparer.Ordinal);
    }

    private DirectoryCheckpointStore StoreOf(string folder) => new(Path.Combine(_root.FullName, folder));

    private byte[] Open(byte[] stored)
    {
        using var content = _storage.Open(stored, "the spec");
        return Read(content);
    }

    private static byte[] Read(ISnapshotContent content)
    {
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

    private static SnapshotHeader Header(long checkpointId, string job = "job", string vertex = "count") => new(job, vertex, 0, 1, 128, checkpointId);

    private byte[] Save(
        long checkpointId, byte[] bytes, string job = "job", string vertex = "count", int piece = 64, Guid? branch = null)
    {
        using var spool = _storage.Create(Header(checkpointId, job, vertex), branch ?? Branch, isSavepoint: false);
        foreach (var part in bytes.Chunk(piece))
        {
            spool.Write(part);
        }

        spool.Length.ShouldBe(bytes.Length);
        return spool.Complete().ShouldNotBeNull();
    }
}
