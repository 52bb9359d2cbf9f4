namespace AkkaStreamProc.Connectors.Akka;

/// <summary>Reads the results of a job by its handle.</summary>
public static class JobResultsExtensions
{
    /// <summary>The results of the job, one after the other; ends when they are read and the job has ended.</summary>
    /// <param name="handle">The job.</param>
    /// <param name="results">Where a stream of the job goes (<c>SinkTo</c>).</param>
    /// <param name="cancellation">Ends the reading; what is unread stays for the next reader.</param>
    /// <inheritdoc cref="JobResults{T}.ReaderOf" path="/exception"/>
    public static IAsyncEnumerable<T> Results<T>(this JobHandle handle, JobResults<T> results, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(results);
        return results.ReaderOf(handle).ReadAllAsync(cancellation);
    }
}
