using Akka.Actor;
using AkkaStreamProc.Connectors.Akka.Internal.Requests;
using AkkaStreamProc.Connectors.Akka.Internal.Results;

namespace AkkaStreamProc.Connectors.Akka;

/// <summary>Lets actors ask a job: each request becomes a record, and whoever asked gets exactly one answer.</summary>
/// <typeparam name="TRequest">The type of the requests, of which the job gets <see cref="ActorRequest{T}"/>.</typeparam>
/// <typeparam name="TReply">The type of the answers, of which the job gives <see cref="ActorReply{T}"/>.</typeparam>
/// <remarks>
/// <para>
/// Requests go to <see cref="Ref"/>, an ordinary actor that lives beside the job and stays the same over its restarts and
/// submissions. It takes any <typeparamref name="TRequest"/> and answers a plain <typeparamref name="TReply"/>, or
/// <c>Status.Failure</c>: when the time-out is over, when too many requests are open, when the job refuses.
/// </para>
/// <para>
/// While the process lives, the job has every request exactly once in its state (<see cref="ActorSource{T}"/>), and at least
/// one answer to each comes out that the job gives at all. The first goes to whoever asked, the others are dropped: those
/// that were computed again behind a failure, and second ones. A request whose answer comes too late is processed all the same.
/// </para>
/// <para>Requests, job and answers are in one process. Thread-safe.</para>
/// </remarks>
/// <example>
/// <code>
/// var quotes = new ActorRequests&lt;QuoteRequest, Quote&gt;(system, "quotes");
/// job.FromSource(quotes.Requests, WatermarkStrategy&lt;ActorRequest&lt;QuoteRequest&gt;&gt;.None())
///    .Map(r => r.Answer(new Quote(r.Value.Item, 42m)))
///    .SinkTo(quotes.Replies);
/// Quote quote = await quotes.AskAsync(new QuoteRequest("apple"));
/// </code>
/// </example>
public sealed class ActorRequests<TRequest, TReply>
    where TRequest : notnull
    where TReply : notnull
{
    private readonly TimeSpan _timeout;

    /// <summary>Creates the actor that takes requests, or finds that of an earlier object with the same name.</summary>
    /// <param name="system">The actor system that runs the job in this process.</param>
    /// <param name="name">Names the actor, <c>/user/actor-requests-NAME</c>; one job at a time answers.</param>
    /// <param name="options">How to take requests; the defaults where not given.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="AkkaConnectorException">The name cannot be part of a path, or is taken with other types or options.</exception>
    public ActorRequests(ActorSystem system, string name, ActorRequestsOptions? options = null)
    {
        options ??= new ActorRequestsOptions();
        options.Validate();
        _timeout = options.Timeout;
        var source = new ActorSource<ActorRequest<TRequest>>(system, "requests-" + name, options.Source);
        Requests = source;
        var (gate, replies) = RequestRegistry.For(system).GetOrCreate<TRequest, TReply>(name, options, source.Ingress);
        Ref = gate;
        Replies = replies;
    }

    /// <summary>Takes requests and answers them.</summary>
    public IActorRef Ref { get; }

    /// <summary>The requests, to be the source of the job.</summary>
    public ISource<ActorRequest<TRequest>> Requests { get; }

    /// <summary>Where the job sends its answers, from one operator or several.</summary>
    public ISink<ActorReply<TReply>> Replies { get; }

    /// <summary>Asks the job, for whoever is no actor.</summary>
    /// <param name="request">The request.</param>
    /// <param name="timeout">How long to wait, positive or infinite; as the options say unless given.</param>
    /// <param name="cancellation">Ends the waiting; the job processes the request all the same.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time-out is zero or negative.</exception>
    /// <exception cref="AkkaConnectorException">There is no answer; says why. One that may come if asked again is transient.</exception>
    public async Task<TReply> AskAsync(TRequest request, TimeSpan? timeout = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (timeout is { } given && given != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(given, TimeSpan.Zero, nameof(timeout));
        }

        cancellation.ThrowIfCancellationRequested();
        var asked = new RequestMessages.Asked<TRequest>(Guid.NewGuid(), request, timeout ?? _timeout);
        try
        {
            // The gate keeps the time, and says why there is no answer.
            var answer = await Ref.Ask<object>(asked, Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(false);
            return answer is Status.Failure { Cause: var cause } ? throw cause : (TReply)answer;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Ref.Tell(new RequestMessages.Withdrawn(asked.Correlation), ActorRefs.NoSender);
            throw;
        }
    }
}
