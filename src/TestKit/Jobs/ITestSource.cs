namespace AkkaStreamProc.TestKit.Jobs;

/// <summary>A source that a test feeds, whatever its records are.</summary>
internal interface ITestSource
{
    /// <summary>Nothing follows.</summary>
    void End();

    /// <summary>Everybody who read is gone.</summary>
    void Crash();
}
