using Akka.Actor;
using AkkaStreamProc.Connectors.Akka.Internal.Ingress;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Akka;

/// <summary>Takes the records that other actors send to an ingress actor, with back-pressure.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// <para>
/// The ingress actors live in the actor system, not in the job: they are created with the first source of a name, stay
/// the same over every restart of the job, take records while the job is down (until their buffer is full), and hand
/// them to whichever attempt is running. Each ingress is a split. <see cref="ActorSourceProtocol"/> says how to send.
/// </para>
/// <para>
/// What is guaranteed. An ingress keeps every record until a checkpoint that contains it is complete, and gives it to
/// the next attempt otherwise: as long as the process lives, records are neither lost nor doubled in the state of the
/// job. With the process, records that are in no checkpoint are lost, unless the source acknowledges
/// <see cref="ActorSourceAcknowledgement.OnCheckpoint"/> and the senders send again what was not acknowledged; that is
/// at least once. The position of a split is a count of records; it does not lead back to records of a dead process.
/// </para>
/// <para>
/// In a cluster each process has ingress actors of its own and a subtask reads the one of the process it runs in.
/// A sender must reach that process; on others records wait until the buffer is full.
/// </para>
/// <para>Thread-safe.</para>
/// </remarks>
/// <example>
/// <code>
/// var orders = new ActorSource&lt;Order&gt;(system, "orders");
/// job.FromSource(orders, WatermarkStrategy&lt;Order&gt;.None());
/// await orders.Ingress.Ask&lt;ActorSourceProtocol.Acknowledged&gt;(new ActorSourceProtocol.Offer&lt;Order&gt;(order));
/// </code>
/// </example>
public sealed class ActorSource<T> : ISource<T>
{
    private readonly string _name;

    /// <summary>Creates the ingress actors, or finds those of an earlier source with the same name.</summary>
    /// <param name="system">The actor system that runs the job in this process.</param>
    /// <param name="name">Names the ingress actors, <c>/user/actor-source-NAME-0</c> and so on; one job at a time reads them.</param>
    /// <param name="options">How to take records; the defaults where not given.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="AkkaConnectorException">
    /// The name cannot be part of a path, or there is a source of that name with another type or other options.
    /// </exception>
    public ActorSource(ActorSystem system, string name, ActorSourceOptions? options = null)
    {
        _name = name;
        Ingresses = IngressRegistry.For(system).GetOrCreate<T>(name, options ?? new ActorSourceOptions());
    }

    /// <summary>The first ingress, the only one unless the options ask for more.</summary>
    public IActorRef Ingress => Ingresses[0];

    /// <summary>All ingress actors; a sender may use any, and the order of records is kept for each.</summary>
    public IReadOnlyList<IActorRef> Ingresses { get; }

    /// <inheritdoc/>
    public string Description => $"actors({_name})";

    /// <summary>Always false, although <see cref="ActorSourceProtocol.Complete"/> can end the input.</summary>
    public bool IsBounded => false;

    /// <summary>Offers a record to the first ingress, for senders that are no actors.</summary>
    /// <param name="record">The record.</param>
    /// <param name="cancellation">Ends the waiting; the record may be taken all the same.</param>
    /// <returns>Completes when the record is acknowledged.</returns>
    /// <exception cref="AkkaConnectorException">The record was refused; says why.</exception>
    public async Task OfferAsync(T record, CancellationToken cancellation = default)
    {
        var answer = await Ingress.Ask<object>(new ActorSourceProtocol.Offer<T>(record), Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(false);
        if (answer is ActorSourceProtocol.Refused refused)
        {
            throw new AkkaConnectorException(_name, refused.Reason);
        }
    }

    /// <inheritdoc/>
    public ISplitEnumerator CreateEnumerator(ISplitEnumeratorContext context) => new IngressEnumerator(Ingresses, context);

    /// <inheritdoc/>
    public ISourceReader<T> CreateReader(ISubtaskContext context) => new ActorSourceReader<T>(Ingresses, context);
}
