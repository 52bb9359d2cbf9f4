namespace AkkaStreamProc.Host;

/// <summary>What the exit code of the process says. Documented in <c>docs/cli.md</c>; the numbers never change.</summary>
internal static class ExitCode
{
    /// <summary>The job has finished, or was stopped with a savepoint.</summary>
    public const int Success = 0;

    /// <summary>The job failed, or the stored job does not fit the one given.</summary>
    public const int JobFailed = 1;

    /// <summary>The command line, a setting or the definition of a job is wrong; nothing was started.</summary>
    public const int WrongUsage = 2;

    /// <summary>A directory, store, port or broker cannot be used.</summary>
    public const int Unavailable = 3;

    /// <summary>The process has run out of memory.</summary>
    public const int OutOfMemory = 4;

    /// <summary>A second signal ended the process at once; to be added to the number of the signal.</summary>
    public const int Signalled = 128;
}
