using AkkaStreamProc.Operators.Batches;
using static AkkaStreamProc.Connectors.Akka.ActorSinkProtocol;

namespace AkkaStreamProc.Connectors.Akka.Internal.Egress;

/// <summary>The messages of one writer: cut from batches, sent within a window, and owed an answer. Pure.</summary>
internal sealed class EgressWindow<T>(int maxBatch, int maxInFlight)
{
    private readonly Queue<Deliver<T>> _unsent = new();
    private readonly SortedSet<long> _inFlight = [];

    /// <summary>The number of the newest message, sent or not.</summary>
    public long LastSequence { get; private set; }

    /// <summary>Whether a batch more may come; what is unsent is bounded by one batch.</summary>
    public bool IsOpen => _unsent.Count == 0 && _inFlight.Count < maxInFlight;

    /// <summary>Whether the target owes an answer.</summary>
    public bool IsAwaiting => _inFlight.Count > 0;

    /// <summary>The number of the oldest message that is not answered; <see cref="long.MaxValue"/> where there is none.</summary>
    public long OldestUnanswered => _inFlight.Count > 0 ? _inFlight.Min : _unsent.TryPeek(out var next) ? next.Sequence : long.MaxValue;

    public void Add(RecordBatch<T> batch)
    {
        for (var start = 0; start < batch.Count; start += maxBatch)
        {
            var end = Math.Min(start + maxBatch, batch.Count);
            _unsent.Enqueue(new Deliver<T>(++LastSequence, batch.Values[start..end].ToArray()));
        }
    }

    /// <summary>The next message the window allows to send.</summary>
    public bool TrySend(out Deliver<T> message)
    {
        message = null!;
        if (_inFlight.Count >= maxInFlight || !_unsent.TryDequeue(out message!))
        {
            return false;
        }

        _inFlight.Add(message.Sequence);
        return true;
    }

    /// <summary>Takes an answer; one that is not owed changes nothing.</summary>
    public bool Acknowledge(long sequence) => _inFlight.Remove(sequence);
}
