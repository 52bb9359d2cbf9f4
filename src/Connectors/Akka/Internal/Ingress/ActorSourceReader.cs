using System.Globalization;
using Akka.Actor;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Akka.Internal.Ingress;

/// <summary>Reads the ingress actors of one subtask in rotation.</summary>
internal sealed class ActorSourceReader<T>(IReadOnlyList<IActorRef> ingresses, ISubtaskContext context) : ISourceReader<T>
{
    private readonly List<IngressSplit<T>> _splits = [];
    private int _next;

    public void Add(IReadOnlyList<SourceSplit> splits)
    {
        foreach (OffsetSplit split in splits)
        {
            var added = new IngressSplit<T>(ingresses[int.Parse(split.Id, CultureInfo.InvariantCulture)], split, context);
            _splits.Add(added);
            added.Attach();
        }
    }

    public bool TryRead(out SourceFetch<T> fetch)
    {
        fetch = default;
        for (var tried = 0; tried < _splits.Count; tried++)
        {
            var split = _splits[_next];
            _next = (_next + 1) % _splits.Count;
            if (split.TryTake(out fetch))
            {
                return true;
            }

            split.Pull();
        }

        return false;
    }

    public void OnCheckpointCompleted(IReadOnlyList<SourceSplit> splits)
    {
        foreach (OffsetSplit split in splits)
        {
            _splits.Find(s => s.Restored.Id == split.Id)?.Confirm(split);
        }
    }

    public void Dispose() => _splits.ForEach(s => s.Detach());
}
