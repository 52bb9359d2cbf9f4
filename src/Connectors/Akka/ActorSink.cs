using Akka.Actor;
using AkkaStreamProc.Connectors.Akka.Internal.Egress;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Akka;

/// <summary>Sends records to an actor, which acknowledges them.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// <para>
/// At least once: a checkpoint waits until the target has acknowledged every record before it, so after a restart only
/// records behind the last checkpoint are sent again. <see cref="ActorSinkProtocol"/> says how the target answers.
/// </para>
/// <para>
/// Acknowledgements are the back-pressure: with too many unanswered messages the subtask takes no more records. A target
/// that terminates, refuses or no longer answers fails the attempt.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// // In the target: Receive&lt;ActorSinkProtocol.Deliver&lt;Alert&gt;&gt;(m => { Handle(m.Records); Sender.Tell(m.Acknowledgement); });
/// alerts.SinkTo(new ActorSink&lt;Alert&gt;(system, "alerts", target));
/// </code>
/// </example>
public sealed class ActorSink<T> : ISink<T>
{
    private readonly ActorSystem _system;
    private readonly string _name;
    private readonly IActorRef _target;
    private readonly ActorSinkOptions _options;

    /// <summary>Describes a sink. Nothing is sent before a writer starts.</summary>
    /// <param name="system">The actor system that runs the job in this process.</param>
    /// <param name="name">What the target is called in plans and errors.</param>
    /// <param name="target">Gets the records; an actor of any node. Over Akka.Remote the messages are serialized as configured there.</param>
    /// <param name="options">How to send; the defaults where not given.</param>
    /// <exception cref="ArgumentException">The name is empty, or an option is out of its range.</exception>
    public ActorSink(ActorSystem system, string name, IActorRef target, ActorSinkOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _options = options ?? new ActorSinkOptions();
        _options.Validate();
        _system = system;
        _name = name;
        _target = target;
    }

    /// <inheritdoc/>
    public string Description => $"actor({_name})";

    /// <inheritdoc/>
    public DeliveryGuarantee Guarantee => DeliveryGuarantee.AtLeastOnce;

    /// <inheritdoc/>
    public ISinkWriter<T> CreateWriter(ISubtaskContext context) => new ActorSinkWriter<T>(_system, _name, _target, _options, context);
}
