using Akka.Actor;
using Akka.Streams.Dsl;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Akka.Internal.Streams;

/// <summary>A source of Akka.Streams as a source of a job.</summary>
internal sealed class GraphSource<T> : ISource<T>
{
    private readonly ActorSystem _system;
    private readonly string _name;
    private readonly Func<long, Source<T, object>> _startAt;
    private readonly int _buffer;

    public GraphSource(ActorSystem system, string name, Func<long, Source<T, object>> startAt, int buffer)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(buffer, 1);
        _system = system;
        _name = name;
        _startAt = startAt;
        _buffer = buffer;
    }

    public string Description => $"akka-streams({_name})";

    // Only the stream itself knows whether it ends.
    public bool IsBounded => false;

    public ISplitEnumerator CreateEnumerator(ISplitEnumeratorContext context) => new FixedSplits(context, [new OffsetSplit("stream", 0)]);

    public ISourceReader<T> CreateReader(ISubtaskContext context) => new GraphSourceReader<T>(_system, _name, _startAt, _buffer, context);
}
