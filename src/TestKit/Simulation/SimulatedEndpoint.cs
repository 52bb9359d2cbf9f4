namespace AkkaStreamProc.TestKit.Simulation;

/// <summary>Somebody who sends or receives messages in a simulation.</summary>
internal class SimulatedEndpoint(string name)
{
    public override string ToString() => name;
}
