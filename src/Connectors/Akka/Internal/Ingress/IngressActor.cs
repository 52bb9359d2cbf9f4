using Akka.Actor;
using Akka.Event;
using static AkkaStreamProc.Connectors.Akka.ActorSourceProtocol;

namespace AkkaStreamProc.Connectors.Akka.Internal.Ingress;

/// <summary>Takes records of other actors into a bounded buffer and hands them to the attempt that reads it.</summary>
/// <remarks>
/// Everything it holds is bounded: records not read by the capacity (together with what feeders may still send), offers
/// that wait and records that are in no checkpoint by limits of their own. One reader at a time; a job that attaches
/// while another reads is failed.
/// </remarks>
internal sealed partial class IngressActor<T> : UntypedActor
{
    private readonly string _name;
    private readonly ActorSourceOptions _options;
    private readonly IngressBuffer<T> _buffer;
    private readonly FeederCredit _credit;
    private readonly Queue<IngressEntry<T>> _waiting = new();
    private readonly List<IActorRef> _awaitingEnd = [];
    private bool _isEnding;
    private bool _hasEnded;

    public IngressActor(string name, ActorSourceOptions options)
    {
        _name = name;
        _options = options;
        _buffer = new IngressBuffer<T>(options.MaxUnconfirmed);
        _credit = new FeederCredit(options.Capacity);
    }

    private bool AcknowledgesOnCheckpoint => _options.Acknowledge == ActorSourceAcknowledgement.OnCheckpoint;

    private bool HasRoom => _buffer.Unread + _credit.Granted < _options.Capacity;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Offer<T> { Record: var record }:
                OnOffer(record);
                break;
            case Feed<T> { Record: var record }:
                OnFeed(record);
                break;
            case Subscribe:
                OnSubscribe();
                break;
            case Unsubscribe:
                Context.Unwatch(Sender);
                _credit.Remove(Sender);
                break;
            case Terminated { ActorRef: var feeder }:
                _credit.Remove(feeder);
                break;
            case Complete:
                OnComplete();
                break;
            default:
                if (!OnReaderMessage(message))
                {
                    Refuse(message, $"The actor source '{_name}' takes {nameof(Offer<>)} and {nameof(Feed<>)} of '{typeof(T)}', but not '{message.GetType()}'.");
                }

                break;
        }

        Settle();
    }

    protected override void PreRestart(Exception reason, object message)
    {
        _reader?.OnFailure(new AkkaConnectorException(_name, $"The ingress of the actor source '{_name}' failed and lost the records that were in no checkpoint: {reason.Message}", reason) { IsTransient = true });
        base.PreRestart(reason, message);
    }

    private void OnOffer(T record)
    {
        if (_isEnding)
        {
            Refuse(record, $"The input of the actor source '{_name}' has ended.");
        }
        else if (_waiting.Count == 0 && HasRoom)
        {
            Accept(new IngressEntry<T>(record, Sender));
        }
        else if (_waiting.Count < _options.MaxWaitingOffers)
        {
            _waiting.Enqueue(new IngressEntry<T>(record, Sender));
        }
        else
        {
            Refuse(record, $"The actor source '{_name}' is full: {_buffer.Unread} records are not read yet and {_waiting.Count} offers wait. Offer it again later.");
        }
    }

    private void OnFeed(T record)
    {
        if (_isEnding)
        {
            Refuse(record, $"The input of the actor source '{_name}' has ended.");
        }
        else if (_credit.TryUse(Sender) is { } feeder)
        {
            Accept(new IngressEntry<T>(record, Sender, feeder));
        }
        else
        {
            Refuse(record, $"The actor source '{_name}' has granted the sender no demand. Subscribe, and send no more than is demanded.");
        }
    }

    private void OnSubscribe()
    {
        if (IsNobody(Sender))
        {
            Refuse(Subscribe.Instance, $"The actor source '{_name}' can demand nothing of a sender it does not know. Subscribe with a sender.");
            return;
        }

        Context.Watch(Sender);
        _credit.Add(Sender);
    }

    private void OnComplete()
    {
        _isEnding = true;
        while (_waiting.TryDequeue(out var entry))
        {
            Refuse(entry.Record, $"The input of the actor source '{_name}' has ended.", entry.Sender);
        }

        if (AcknowledgesOnCheckpoint && !_hasEnded)
        {
            _awaitingEnd.Add(Sender);
        }
        else
        {
            Sender.Tell(Acknowledged.Instance);
        }
    }

    private void Accept(IngressEntry<T> entry)
    {
        _buffer.Add(entry);
        if (!AcknowledgesOnCheckpoint && entry.Feeder is null)
        {
            entry.Sender.Tell(Acknowledged.Instance);
        }
    }

    /// <summary>Does whatever has become possible.</summary>
    private void Settle()
    {
        Serve();
        while (HasRoom && _waiting.TryDequeue(out var entry))
        {
            Accept(entry);
        }

        Serve();
        if (!_isEnding)
        {
            foreach (var (feeder, records) in _credit.Grant(_buffer.Unread))
            {
                feeder.Actor.Tell(new Demand(records));
            }
        }
    }

    private void Refuse(object? record, string reason) => Refuse(record, reason, Sender);

    private void Refuse(object? record, string reason, IActorRef sender)
    {
        if (IsNobody(sender))
        {
            Context.System.EventStream.Publish(new Dropped(record ?? "null", reason, Self));
        }
        else
        {
            sender.Tell(new Refused(record, reason));
        }
    }

    private static bool IsNobody(IActorRef sender) => sender.IsNobody() || sender.Equals(Context.System.DeadLetters);
}
