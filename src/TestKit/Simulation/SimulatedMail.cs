namespace AkkaStreamProc.TestKit.Simulation;

/// <summary>The messages under way in a simulation: in order between each two, in any order otherwise.</summary>
internal sealed class SimulatedMail(Random random)
{
    private readonly Dictionary<(int From, int To), Queue<Action>> _queues = [];
    private readonly List<(int From, int To)> _filled = [];

    public bool IsEmpty => _filled.Count == 0;

    public void Send(int from, int to, Action message)
    {
        if (!_queues.TryGetValue((from, to), out var queue))
        {
            _queues[(from, to)] = queue = new Queue<Action>();
        }

        if (queue.Count == 0)
        {
            _filled.Add((from, to));
        }

        queue.Enqueue(message);
    }

    /// <summary>Delivers one message of a pair chosen at random.</summary>
    public void DeliverOne()
    {
        var chosen = random.Next(_filled.Count);
        var pair = _filled[chosen];
        var queue = _queues[pair];
        var message = queue.Dequeue();
        if (queue.Count == 0)
        {
            _filled[chosen] = _filled[^1];
            _filled.RemoveAt(_filled.Count - 1);
        }

        message();
    }

    /// <summary>Loses everything, as a crash does.</summary>
    public void Lose()
    {
        _queues.Clear();
        _filled.Clear();
    }
}
