using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using AkkaStreamProc.Connectors.Akka.Internal.Streams;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Akka;

/// <summary>Makes sinks of jobs from sinks and flows of Akka.Streams.</summary>
/// <remarks>
/// Every subtask materializes the stream once for each attempt and gives it records as it pulls them. The stream is
/// completed when the attempt ends, for whatever reason. A stream that fails or cancels fails the attempt.
/// </remarks>
public static class AkkaStreamsSink
{
    /// <summary>
    /// Writes into a sink, without any guarantee: a sink says when it takes a record, not when it has dealt with it, so
    /// records in the buffers of the stream are lost when the attempt ends, although a checkpoint contains them.
    /// </summary>
    /// <param name="system">The actor system in which the stream runs.</param>
    /// <param name="name">What the sink is called in plans and errors.</param>
    /// <param name="sink">Gets the records.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static ISink<T> Unconfirmed<T, TMat>(ActorSystem system, string name, IGraph<SinkShape<T>, TMat> sink) =>
        new GraphSink<T>(system, name, (records, _) => records.To(Sink.FromGraph(sink)), isConfirmed: false);

    /// <summary>
    /// Writes into a flow that emits exactly one element, of any kind and in any order, for each record it has dealt
    /// with. At least once: a checkpoint waits until the flow has emitted as many elements as it was given records.
    /// </summary>
    /// <param name="system">The actor system in which the stream runs.</param>
    /// <param name="name">What the sink is called in plans and errors.</param>
    /// <param name="flow">Gets the records and confirms them, for example <c>SelectAsync</c> of a call that writes one.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <example>
    /// <code>
    /// alerts.SinkTo(AkkaStreamsSink.Confirmed(system, "alerts", Flow.Create&lt;Alert&gt;().SelectAsync(4, alert => client.SendAsync(alert))));
    /// </code>
    /// </example>
    public static ISink<T> Confirmed<T, TConfirmation, TMat>(ActorSystem system, string name, IGraph<FlowShape<T, TConfirmation>, TMat> flow) =>
        new GraphSink<T>(
            system,
            name,
            (records, confirm) => records.Via(flow).To(Sink.ForEach<TConfirmation>(_ => confirm())),
            isConfirmed: true);
}
