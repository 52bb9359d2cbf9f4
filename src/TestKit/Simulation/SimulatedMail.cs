namespace AkkaStreamProc.TestKit.Simulation;

/// <summary>The messages under way in a simulation: in order between each two, in any order otherwise.</summary>
internal sealed class SimulatedMail(Random random, Action<string>? trace)
{
    private readonly Dictionary<(SimulatedEndpoint From, SimulatedEndpoint To), Queue<(object What, Action Deliver)>> _queues = [];
    private readonly List<(SimulatedEndpoint From, SimulatedEndpoint To)> _filled = [];

    public bool IsEmpty => _filled.Count == 0;

    /// <summary>Sends a message.</summary>
    /// <param name="from">The sender.</param>
    /// <param name="to">The receiver; may be the sender.</param>
    /// <param name="what">What it is, for the trace.</param>
    /// <param name="deliver">Handles it at the receiver.</param>
    public void Send(SimulatedEndpoint from, SimulatedEndpoint to, object what, Action deliver)
    {
        if (!_queues.TryGetValue((from, to), out var queue))
        {
            _queues[(from, to)] = queue = new Queue<(object, Action)>();
        }

        if (queue.Count == 0)
        {
            _filled.Add((from, to));
        }

        queue.Enqueue((what, deliver));
    }

    /// <summary>Delivers one message of a pair chosen at random.</summary>
    public void DeliverOne()
    {
        var chosen = random.Next(_filled.Count);
        var pair = _filled[chosen];
        var queue = _queues[pair];
        var (what, deliver) = queue.Dequeue();
        if (queue.Count == 0)
        {
            _queues.Remove(pair);
            _filled[chosen] = _filled[^1];
            _filled.RemoveAt(_filled.Count - 1);
        }

        trace?.Invoke($"{pair.From} -> {pair.To}: {what}");
        deliver();
    }

    /// <summary>Loses everything, as a crash does.</summary>
    public void Lose()
    {
        _queues.Clear();
        _filled.Clear();
    }
}
