using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>The stretch of a file that is in memory: read in chunks, consumed from its front.</summary>
internal sealed class FileWindow : IDisposable
{
    /// <summary>How many bytes a caller may leave unconsumed, so that the buffer still fits into an array.</summary>
    public const int MaxCapacity = 1 << 29;

    private readonly SafeFileHandle _handle;
    private readonly bool _ownsHandle;
    private readonly int _chunkBytes;
    private readonly long _limit;
    private byte[] _buffer;
    private int _capacity;
    private int _start;
    private int _end;
    private long _bufferPosition;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="position">The byte offset of the first byte to consume.</param>
    /// <param name="limit">The byte offset at which the window ends although the file may be longer.</param>
    /// <param name="chunkBytes">How many bytes to read at once.</param>
    public FileWindow(string path, long position, long limit, int chunkBytes)
        : this(OpenedFile.Open(path).Handle, ownsHandle: true, position, limit, chunkBytes)
    {
    }

    /// <summary>Looks into a file that is open, and stays open when the window is closed.</summary>
    /// <param name="file">The file.</param>
    /// <param name="position">The byte offset of the first byte to consume.</param>
    /// <param name="chunkBytes">How many bytes to read at once.</param>
    public FileWindow(OpenedFile file, long position, int chunkBytes)
        : this(file.Handle, ownsHandle: false, position, long.MaxValue, chunkBytes)
    {
    }

    private FileWindow(SafeFileHandle handle, bool ownsHandle, long position, long limit, int chunkBytes)
    {
        _handle = handle;
        _ownsHandle = ownsHandle;
        _chunkBytes = chunkBytes;
        _limit = limit;
        _capacity = chunkBytes;
        _buffer = ArrayPool<byte>.Shared.Rent(_capacity);
        _bufferPosition = position;
    }

    /// <summary>The byte offset of the first unconsumed byte.</summary>
    public long Position => _bufferPosition + _start;

    /// <summary>What is in memory and not consumed; valid until the next <see cref="Fill"/>.</summary>
    public ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Consumes bytes from the front of <see cref="Unread"/>.</summary>
    public void Advance(int count) => _start += count;

    /// <summary>Continues at another byte offset.</summary>
    public void Seek(long position)
    {
        _bufferPosition = position;
        _start = _end = 0;
    }

    /// <summary>Reads more bytes behind <see cref="Unread"/>.</summary>
    /// <returns>Whether there were any; otherwise the file, or the window's part of it, ends here.</returns>
    public bool Fill()
    {
        MakeRoom();
        var offset = _bufferPosition + _end;
        var room = (int)Math.Min(_capacity - _end, _limit - offset);
        var read = room <= 0 ? 0 : RandomAccess.Read(_handle, _buffer.AsSpan(_end, room), offset);
        _end += read;
        return read > 0;
    }

    /// <summary>Copies bytes from an offset, without moving the window.</summary>
    /// <returns>How many bytes were copied; fewer than asked for where the file ends.</returns>
    public int Peek(long position, Span<byte> destination) => Peek(_handle, position, destination);

    /// <summary>Copies bytes of an open file.</summary>
    /// <returns>How many bytes were copied; fewer than asked for where the file ends.</returns>
    public static int Peek(SafeFileHandle file, long position, Span<byte> destination)
    {
        var total = 0;
        while (total < destination.Length && RandomAccess.Read(file, destination[total..], position + total) is var read and > 0)
        {
            total += read;
        }

        return total;
    }

    /// <summary>The length of the file at the moment, in bytes.</summary>
    public long FileLength => RandomAccess.GetLength(_handle);

    public void Dispose()
    {
        if (_ownsHandle)
        {
            _handle.Dispose();
        }

        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            _start = _end = 0;
        }
    }

    private void MakeRoom()
    {
        var unread = _end - _start;
        if (unread == _capacity)
        {
            Move(_capacity * 2);
        }
        else if (_capacity > _chunkBytes && unread <= _chunkBytes / 2)
        {
            // A huge record is over; its memory goes back.
            Move(_chunkBytes);
        }
        else if (_start > 0)
        {
            Unread.CopyTo(_buffer);
            Rebase(unread);
        }
    }

    private void Move(int capacity)
    {
        var unread = _end - _start;
        var buffer = ArrayPool<byte>.Shared.Rent(capacity);
        Unread.CopyTo(buffer);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = buffer;
        _capacity = capacity;
        Rebase(unread);
    }

    private void Rebase(int unread)
    {
        _bufferPosition += _start;
        _start = 0;
        _end = unread;
    }
}
