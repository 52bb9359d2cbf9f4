namespace AkkaStreamProc.TestKit;

/// <summary>A simulated history went wrong: an operator failed, the job did not come to its end, or an assertion did not hold.</summary>
/// <remarks>The message names the seed and how to replay it.</remarks>
public sealed class SimulationFailedException : Exception
{
    /// <summary>Creates the failure of the history of a seed.</summary>
    public SimulationFailedException(int seed, string message, Exception? innerException = null)
        : base($"{message}{Environment.NewLine}The history has the seed {seed}. To replay it alone: SEED={seed} dotnet test --filter <the test>, or SimulationOptions {{ Seed = {seed} }}; SimulationOptions.Trace shows its steps.", innerException) => Seed = seed;

    /// <summary>The seed that gives this history again.</summary>
    public int Seed { get; }
}
