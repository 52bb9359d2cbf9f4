using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Shared;

namespace AkkaStreamProc.Actors.Checkpoints.Stores;

/// <summary>Objects as files of a directory, in folders as their names say.</summary>
/// <param name="root">The directory; made where it is not there.</param>
internal sealed class DirectoryCheckpointStore(string root) : ICheckpointStore
{
    public string Location => root;

    public CheckpointObject Create(string name)
    {
        var path = PathOf(name);
        DurableDirectory.Create(Path.GetDirectoryName(path)!);
        return new FileObject(path);
    }

    public ISnapshotContent Open(string name) => new FileContent(PathOf(name));

    public IReadOnlyList<string> Objects(string folder) => Names(folder, Directory.EnumerateFiles);

    public IReadOnlyList<string> Folders(string folder) => Names(folder, Directory.EnumerateDirectories);

    public void Delete(string folder)
    {
        try
        {
            Directory.Delete(PathOf(folder), recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing was there, or somebody else has deleted it.
        }
    }

    private IReadOnlyList<string> Names(string folder, Func<string, IEnumerable<string>> enumerate)
    {
        try
        {
            return [.. enumerate(PathOf(folder)).Select(path => Path.GetFileName(path))];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private string PathOf(string name) => Path.Combine([root, .. name.Split('/')]);

    private sealed class FileObject : CheckpointObject
    {
        private readonly string _path;
        private readonly string _open;
        private FileStream? _file;
        private long _length;

        public FileObject(string path)
        {
            _path = path;
            // Of this writer alone: another may be at the same object.
            _open = $"{path}.{Guid.NewGuid():N}.open";
            _file = new FileStream(_open, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
        }

        public override long Length => _length;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _file!.Write(buffer);
            _length += buffer.Length;
        }

        public override void Complete()
        {
            _file!.Flush(flushToDisk: true);
            _file.Dispose();
            _file = null;
            try
            {
                File.Move(_open, _path, overwrite: false);
            }
            catch
            {
                DeleteOpen();
                throw;
            }

            DirectorySync.Flush(Path.GetDirectoryName(_path)!);
        }

        private void DeleteOpen()
        {
            try
            {
                File.Delete(_open);
            }
            catch (DirectoryNotFoundException)
            {
                // The checkpoint was given up meanwhile, and everything of it deleted.
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && _file is { } file)
            {
                _file = null;
                file.Dispose();
                DeleteOpen();
            }

            base.Dispose(disposing);
        }
    }
}
