using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Akka.Internal.Streams;

/// <summary>The end of a stream of Akka.Streams as a sink of a job.</summary>
internal sealed class GraphSink<T> : ISink<T>
{
    private readonly ActorSystem _system;
    private readonly string _name;
    private readonly Func<Source<T, NotUsed>, Action, IRunnableGraph<NotUsed>> _complete;
    private readonly bool _isConfirmed;

    /// <param name="system">Where the stream runs.</param>
    /// <param name="name">What the sink is called.</param>
    /// <param name="complete">From the records, and what to call for each one that is dealt with, to the whole stream.</param>
    /// <param name="isConfirmed">Whether it is called.</param>
    public GraphSink(ActorSystem system, string name, Func<Source<T, NotUsed>, Action, IRunnableGraph<NotUsed>> complete, bool isConfirmed)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _system = system;
        _name = name;
        _complete = complete;
        _isConfirmed = isConfirmed;
    }

    public string Description => $"akka-streams({_name})";

    public DeliveryGuarantee Guarantee => _isConfirmed ? DeliveryGuarantee.AtLeastOnce : DeliveryGuarantee.None;

    public ISinkWriter<T> CreateWriter(ISubtaskContext context) => new GraphSinkWriter<T>(_system, _name, _complete, _isConfirmed, context);
}
