using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Connectors.Akka.Internal.Ingress;

/// <summary>The records of one ingress: accepted, read by the attempt, and kept until they are in a checkpoint. Pure.</summary>
/// <remarks>
/// Records are numbered in the order they are read. <see cref="Position"/> is the number of the next one to read; those
/// from <see cref="ConfirmedPosition"/> on are still here, whether read or not.
/// </remarks>
internal sealed class IngressBuffer<T>(int maxUnconfirmed)
{
    private Queue<IngressEntry<T>> _unread = new();
    private readonly Queue<IngressEntry<T>> _unconfirmed = new();

    public long ConfirmedPosition { get; private set; }

    public long Position => ConfirmedPosition + _unconfirmed.Count;

    /// <summary>How many records wait to be read.</summary>
    public int Unread => _unread.Count;

    /// <summary>Whether a record can be read now.</summary>
    public bool CanRead => _unread.Count > 0 && _unconfirmed.Count < maxUnconfirmed;

    public void Add(IngressEntry<T> entry) => _unread.Enqueue(entry);

    /// <summary>Reads as many records as there are and a batch holds.</summary>
    public RecordBatch<T> Read()
    {
        var count = Math.Min(Math.Min(_unread.Count, RecordBatch.DefaultCapacity), maxUnconfirmed - _unconfirmed.Count);
        var batch = RecordBatch<T>.Rent(count);
        for (; count > 0; count--)
        {
            var entry = _unread.Dequeue();
            _unconfirmed.Enqueue(entry);
            batch.Append(entry.Record, RecordBatch.NoTimestamp);
        }

        return batch;
    }

    /// <summary>Forgets the records before a position, which are in a complete checkpoint.</summary>
    /// <returns>The forgotten records.</returns>
    public IReadOnlyList<IngressEntry<T>> Confirm(long position)
    {
        var confirmed = new List<IngressEntry<T>>();
        for (; ConfirmedPosition < position && _unconfirmed.Count > 0; ConfirmedPosition++)
        {
            confirmed.Add(_unconfirmed.Dequeue());
        }

        return confirmed;
    }

    /// <summary>Has everything that was read and not confirmed read again.</summary>
    public void Rewind()
    {
        _unread = new Queue<IngressEntry<T>>([.. _unconfirmed, .. _unread]);
        _unconfirmed.Clear();
    }

    /// <summary>Gives the records that are here new numbers, because the position of a job does not come from here.</summary>
    public void Renumber(long position)
    {
        Rewind();
        ConfirmedPosition = position;
    }
}
