using AkkaStreamProc.Operators.Jobs;

namespace AkkaStreamProc;

/// <summary>A job that a host process can find in an assembly, configure and run.</summary>
/// <remarks>
/// Implementations are public classes with a public parameterless constructor. Every process that runs a part of the
/// job calls <see cref="Define"/> with the same arguments and must arrive at the same graph.
/// </remarks>
public interface IStreamJob
{
    /// <summary>What the job is called on the command line: lower case, words joined by dashes.</summary>
    string Name { get; }

    /// <summary>One sentence for the list of jobs.</summary>
    string Description { get; }

    /// <summary>The options the job takes, in the order of its help.</summary>
    IReadOnlyList<JobOption> Options { get; }

    /// <summary>Declares the job.</summary>
    /// <exception cref="StreamProcessingException">An argument makes no sense; names it.</exception>
    void Define(JobBuilder job, JobArguments arguments);
}
