using Akka.Actor;

namespace AkkaStreamProc.Connectors.Akka.Internal.Ingress;

/// <summary>Divides the room of an ingress among its feeders. Pure: the actor sends what is granted.</summary>
/// <remarks>
/// A feeder is granted up to an equal share of what is not reserved for offers, anew when it has used half of it, so
/// that a demand message pays for many records.
/// </remarks>
internal sealed class FeederCredit(int capacity)
{
    private readonly List<Feeder> _feeders = [];
    private readonly int _grantable = capacity - Math.Max(1, capacity / 4);

    /// <summary>How many records all feeders may still send.</summary>
    public int Granted { get; private set; }

    public Feeder? Find(IActorRef actor) => _feeders.Find(f => f.Actor.Equals(actor));

    /// <summary>Begins a subscription; an earlier one of the same actor ends.</summary>
    public void Add(IActorRef actor)
    {
        Remove(actor);
        _feeders.Add(new Feeder(actor));
    }

    public void Remove(IActorRef actor)
    {
        if (Find(actor) is { } feeder)
        {
            Granted -= feeder.Granted;
            _feeders.Remove(feeder);
        }
    }

    /// <summary>Takes one record out of what was granted.</summary>
    /// <returns>The subscription, or <see langword="null"/> where nothing is granted.</returns>
    public Feeder? TryUse(IActorRef actor)
    {
        if (Find(actor) is not { Granted: > 0 } feeder)
        {
            return null;
        }

        feeder.Granted--;
        Granted--;
        return feeder;
    }

    /// <summary>Grants what can be granted.</summary>
    /// <param name="held">How many records the buffer holds.</param>
    public IReadOnlyList<(Feeder Feeder, int Records)> Grant(int held)
    {
        var grants = new List<(Feeder, int)>();
        if (_feeders.Count == 0)
        {
            return grants;
        }

        var share = Math.Max(1, _grantable / _feeders.Count);
        foreach (var feeder in _feeders)
        {
            var records = Math.Min(share - feeder.Granted, _grantable - held - Granted);
            if (feeder.Granted <= share / 2 && records > 0)
            {
                feeder.Granted += records;
                Granted += records;
                grants.Add((feeder, records));
            }
        }

        return grants;
    }
}
