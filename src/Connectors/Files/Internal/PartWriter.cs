using AkkaStreamProc.Shared;
using Microsoft.Win32.SafeHandles;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>The file of one epoch, from its first byte until it is prepared.</summary>
internal sealed class PartWriter(string directory, PartNames names, int subtask)
{
    private SafeFileHandle? _handle;
    private string _path = "";
    private long _length;
    private long _records;

    /// <summary>Appends encoded records.</summary>
    public void Append(ReadOnlySpan<byte> bytes, int records)
    {
        try
        {
            if (_handle is null)
            {
                _path = Path.Join(directory, names.Open(subtask));
                _handle = File.OpenHandle(_path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete);
            }

            RandomAccess.Write(_handle, bytes, _length);
            _length += bytes.Length;
            _records += records;
        }
        catch (Exception e) when (FileErrors.IsInputOutput(e))
        {
            throw FileErrors.Failed("write the file", _path, e);
        }
    }

    /// <summary>Makes the file durable under the name of its checkpoint.</summary>
    /// <returns>The file, or <see langword="null"/> where nothing was written.</returns>
    public PreparedPart? Prepare(long checkpointId)
    {
        if (_handle is not { } handle)
        {
            return null;
        }

        var part = new PreparedPart(checkpointId, names.Committed(subtask, checkpointId), _length, _records);
        FileErrors.Guard("make durable the file", _path, () => Prepare(handle, part));
        return part;
    }

    /// <summary>Gives up the file, unless it is prepared.</summary>
    public void Discard()
    {
        if (_handle is null)
        {
            return;
        }

        _handle.Dispose();
        _handle = null;
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (FileErrors.IsInputOutput(e))
        {
            // The next life removes it.
        }
    }

    private void Prepare(SafeFileHandle handle, PreparedPart part)
    {
        RandomAccess.FlushToDisk(handle);
        handle.Dispose();
        _handle = null;
        var committed = Path.Join(directory, part.Name);
        if (File.Exists(committed))
        {
            throw FileErrors.Occupied(committed);
        }

        File.Move(_path, Path.Join(directory, PartNames.Prepared(part.Name)));
        DirectorySync.Flush(directory);
    }
}
