namespace AkkaStreamProc.TestKit.Simulation;

/// <summary>The faults of one history: which have been decided on and wait for their occasion.</summary>
internal sealed class FaultPlan(SimulationOptions options, Random random)
{
    private readonly SimulatedFaults[] _kinds = [.. Enum.GetValues<SimulatedFaults>().Where(f => int.IsPow2((int)f) && options.Faults.HasFlag(f) && (f != SimulatedFaults.Disturbance || options.Disturbance is not null))];
    private SimulatedFaults _waiting;

    /// <summary>How many have been decided on.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a message has been lost, so that somebody will miss it.</summary>
    public bool HasLostMessages { get; private set; }

    public bool AreLeft => Count < options.MaxFaults && _kinds.Length > 0;

    public SimulatedFaults Next()
    {
        Count++;
        var next = _kinds[random.Next(_kinds.Length)];
        _waiting |= next;
        return next;
    }

    /// <summary>Whether a fault of this kind waits and happens now.</summary>
    public bool Happens(SimulatedFaults kind)
    {
        if ((_waiting & kind) == 0)
        {
            return false;
        }

        _waiting &= ~kind;
        HasLostMessages |= kind == SimulatedFaults.LostMessage;
        return true;
    }
}
