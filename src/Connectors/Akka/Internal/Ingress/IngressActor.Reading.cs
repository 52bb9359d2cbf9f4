using Akka.Actor;
using static AkkaStreamProc.Connectors.Akka.ActorSourceProtocol;

namespace AkkaStreamProc.Connectors.Akka.Internal.Ingress;

/// <summary>The side of the job.</summary>
/// <remarks>
/// A split remembers the incarnation of the ingress its position comes from. With the same incarnation a restored
/// position says exactly which records are in the checkpoint. Any other position (of an earlier process, another node, a
/// fresh start) says nothing about the records here: they are all read, under numbers from that position on.
/// </remarks>
internal sealed partial class IngressActor<T>
{
    private readonly string _incarnation = Guid.NewGuid().ToString("N");
    private IngressSplit<T>? _reader;
    private bool _isPulled;

    private bool OnReaderMessage(object message)
    {
        switch (message)
        {
            case IngressMessages.Attach<T> { Reader: var reader }:
                OnAttach(reader);
                return true;
            case IngressMessages.HasEnded { Incarnation: var incarnation, Position: var position }:
                // While somebody reads, it is of another job by the same name.
                if (_reader is null)
                {
                    if (incarnation == _incarnation)
                    {
                        Confirm(position, isFinished: true);
                    }

                    _isEnding = _hasEnded = true;
                }

                return true;
            case IngressMessages.Pull<T> { Reader: var reader }:
                _isPulled |= reader == _reader;
                return true;
            case IngressMessages.Confirm<T> confirm:
                if (confirm.Reader == _reader)
                {
                    Confirm(confirm.Position, confirm.IsFinished);
                }

                return true;
            case IngressMessages.Detach<T> { Reader: var reader }:
                if (reader == _reader)
                {
                    _reader = null;
                }

                return true;
            default:
                return false;
        }
    }

    private void OnAttach(IngressSplit<T> reader)
    {
        if (_reader is { } other)
        {
            reader.OnFailure(new AkkaConnectorException(_name, $"{reader.Description} cannot read the actor source '{_name}', because {other.Description} is reading it. Give each job a source with a name of its own.") { IsTransient = true });
            return;
        }

        _reader = reader;
        _isPulled = false;
        var split = reader.Restored;
        if (split.Tag == _incarnation)
        {
            Confirm(split.Position, split.IsFinished);
            _buffer.Rewind();
        }
        else
        {
            _buffer.Renumber(split.Position);
        }

        _isEnding = split.IsFinished || (_isEnding && !_hasEnded);
        _hasEnded = split.IsFinished;
        reader.OnAttached(_incarnation);
    }

    private void Confirm(long position, bool isFinished)
    {
        var feeders = new HashSet<Feeder>();
        foreach (var entry in _buffer.Confirm(position))
        {
            if (entry.Feeder is { } feeder)
            {
                feeder.Confirmed++;
                feeders.Add(feeder);
            }
            else if (AcknowledgesOnCheckpoint)
            {
                entry.Sender.Tell(Acknowledged.Instance);
            }
        }

        if (AcknowledgesOnCheckpoint)
        {
            // The records of an ended subscription are confirmed to nobody: the feeder has begun to count anew.
            foreach (var feeder in feeders.Where(f => _credit.Find(f.Actor) == f))
            {
                feeder.Actor.Tell(new Confirmed(feeder.Confirmed));
            }
        }

        if (isFinished)
        {
            _hasEnded = true;
            _awaitingEnd.ForEach(who => who.Tell(Acknowledged.Instance));
            _awaitingEnd.Clear();
        }
    }

    private void Serve()
    {
        if (_reader is not { } reader || !_isPulled)
        {
            return;
        }

        if (_buffer.CanRead)
        {
            _isPulled = false;
            reader.OnBatch(_buffer.Read());
        }
        else if (_isEnding && _buffer.Unread == 0)
        {
            _isPulled = false;
            reader.OnEnd();
        }
    }
}
