using System.Diagnostics.CodeAnalysis;
using AkkaStreamProc.Connectors.Kafka.Embedded.Storage;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using Microsoft.Win32.SafeHandles;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Transactions;

/// <summary>
/// Remembers every transactional id over the death of the process: a file to whose end each change is written whole, the newest of an id being the valid one.
/// At every start, and when it has grown to several times what is valid, it is written anew. All members may be called from any thread.
/// </summary>
internal sealed class TransactionLog : IDisposable
{
    public const string Name = "transactions.journal";
    private const int LeastBytesToCompact = 1 << 20;
    private const int WasteFactor = 4;

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly bool _flush;
    private readonly Dictionary<string, byte[]> _newest = new(StringComparer.Ordinal);
    private SafeFileHandle _file;
    private long _bytes;
    private long _newestBytes;

    /// <summary>Reads what was there and begins another life of the coordinator.</summary>
    /// <param name="directory">The broker's data directory.</param>
    /// <param name="flush">Whether each change is forced to the disk.</param>
    /// <param name="report">Told in one sentence what had to be repaired.</param>
    /// <exception cref="EmbeddedKafkaDirectoryException">The log is damaged before its end.</exception>
    public TransactionLog(string directory, bool flush, Action<string> report)
    {
        _path = Path.Combine(directory, Name);
        _flush = flush;
        States = File.Exists(_path) ? Recover(File.ReadAllBytes(_path), report) : [];
        CoordinatorEpoch++;
        Rewrite();
    }

    /// <summary>Counts the lives of the coordinator: 0 for the first.</summary>
    public int CoordinatorEpoch { get; private set; } = -1;

    /// <summary>What was known at the start.</summary>
    public IReadOnlyCollection<TransactionMetadata> States { get; }

    /// <summary>Takes note of a change; on return it outlives the process.</summary>
    /// <exception cref="IOException">The disk refused; the change has not been noted.</exception>
    public void Write(TransactionMetadata state)
    {
        byte[] record = TransactionRecord.Of(state);
        lock (_gate)
        {
            if (_bytes > LeastBytesToCompact && _bytes > WasteFactor * _newestBytes)
            {
                Rewrite();
            }

            Append(record);
            _bytes += record.Length;
            Keep(state.TransactionalId, record);
        }
    }

    /// <summary>Lets a transactional id go. It is left out when the log is written anew; read again before that, it is as old as it was.</summary>
    public void Forget(string transactionalId)
    {
        lock (_gate)
        {
            if (_newest.Remove(transactionalId, out byte[]? record))
            {
                _newestBytes -= record.Length;
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private Dictionary<string, TransactionMetadata>.ValueCollection Recover(byte[] content, Action<string> report)
    {
        var states = new Dictionary<string, TransactionMetadata>(StringComparer.Ordinal);
        int at = 0;
        try
        {
            for (int size = TransactionRecord.SoundBytes(content); size > 0; size = TransactionRecord.SoundBytes(content.AsSpan(at)))
            {
                byte[] record = content[at..(at + size)];
                (int? epoch, TransactionMetadata? state) = TransactionRecord.Read(record);
                CoordinatorEpoch = epoch ?? CoordinatorEpoch;
                if (state is not null)
                {
                    states[state.TransactionalId] = state;
                    Keep(state.TransactionalId, record);
                }

                at += size;
            }
        }
        catch (WireFormatException exception)
        {
            throw Damaged(at, exception.Message, exception);
        }

        if (TransactionRecord.IsDamaged(content.AsSpan(at)))
        {
            throw Damaged(at, "its checksum is wrong.");
        }

        if (at < content.Length)
        {
            report($"Cut {content.Length - at} bytes of an unfinished write off the end of {_path}.");
        }

        return states.Values;
    }

    private void Append(byte[] record)
    {
        try
        {
            RandomAccess.Write(_file, record, _bytes);
            if (_flush)
            {
                RandomAccess.FlushToDisk(_file);
            }
        }
        catch (IOException)
        {
            RandomAccess.SetLength(_file, _bytes); // What a shorter record would not cover must not look like damage.
            throw;
        }
    }

    private EmbeddedKafkaDirectoryException Damaged(int at, string complaint, Exception? cause = null) =>
        new($"The transaction log {_path} cannot be understood at byte {at}: {complaint} Restore it, or delete it to give up open transactions.", cause);

    /// <summary>Writes what is valid beside the log and puts it in its place; when that fails, the log is as before.</summary>
    [MemberNotNull(nameof(_file))]
    private void Rewrite()
    {
        byte[] content = [.. TransactionRecord.OfCoordinatorEpoch(CoordinatorEpoch), .. _newest.Values.SelectMany(record => record)];
        string temporary = _path + AtomicFile.TemporaryExtension;
        SafeFileHandle file = File.OpenHandle(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            RandomAccess.Write(file, content, 0);
            if (_flush)
            {
                RandomAccess.FlushToDisk(file);
            }

            File.Move(temporary, _path, overwrite: true);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        _file?.Dispose();
        _file = file;
        _bytes = content.Length;
    }

    private void Keep(string transactionalId, byte[] record)
    {
        _newestBytes += record.Length - (_newest.TryGetValue(transactionalId, out byte[]? before) ? before.Length : 0);
        _newest[transactionalId] = record;
    }
}
