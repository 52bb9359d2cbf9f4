using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using AkkaStreamProc.Connectors.Akka.Internal.Streams;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Akka;

/// <summary>Makes sources of jobs from sources of Akka.Streams.</summary>
/// <remarks>
/// <para>
/// The stream is materialized once for each attempt, by the subtask with the number 0; the others end at once. When it
/// completes the input ends; when it fails, or is torn down, the attempt fails. It is pulled only while fewer records
/// are buffered than the buffer holds.
/// </para>
/// <para>The position in a checkpoint is the number of records the stream has emitted since the job began.</para>
/// </remarks>
public static class AkkaStreamsSource
{
    /// <summary>How many records wait for the job at the most, unless given.</summary>
    public const int DefaultBuffer = 1024;

    /// <summary>Reads a stream that can begin anywhere. Exactly once in the state of the job.</summary>
    /// <param name="system">The actor system in which the stream runs.</param>
    /// <param name="name">What the source is called in plans and errors.</param>
    /// <param name="startAt">
    /// Creates the stream of an attempt from the number of records to leave out: those that the restored checkpoint
    /// contains; 0 on a first start. Every stream must emit the same records in the same order.
    /// </param>
    /// <param name="buffer">How many records wait for the job at the most.</param>
    /// <exception cref="ArgumentException">The name is empty, or the buffer less than 1.</exception>
    /// <example>
    /// <code>
    /// var lines = AkkaStreamsSource.Replayable(system, "numbers", position => Source.From(Enumerable.Range((int)position, 1000 - (int)position)));
    /// </code>
    /// </example>
    public static ISource<T> Replayable<T, TMat>(ActorSystem system, string name, Func<long, Source<T, TMat>> startAt, int buffer = DefaultBuffer) =>
        new GraphSource<T>(system, name, position => startAt(position).MapMaterializedValue(_ => default(object)!), buffer);

    /// <summary>
    /// Reads a stream that begins where it begins, such as a queue or a subscription. At most once: records that
    /// were read after the last checkpoint are lost with the attempt, unless the stream itself brings them again.
    /// </summary>
    /// <param name="system">The actor system in which the stream runs.</param>
    /// <param name="name">What the source is called in plans and errors.</param>
    /// <param name="source">The stream; every attempt materializes it anew and reads all it emits then.</param>
    /// <param name="buffer">How many records wait for the job at the most.</param>
    /// <exception cref="ArgumentException">The name is empty, or the buffer less than 1.</exception>
    public static ISource<T> Live<T, TMat>(ActorSystem system, string name, IGraph<SourceShape<T>, TMat> source, int buffer = DefaultBuffer) =>
        Replayable(system, name, _ => Source.FromGraph(source), buffer);
}
