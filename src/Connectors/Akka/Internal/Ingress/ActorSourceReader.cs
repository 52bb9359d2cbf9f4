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

    public void Start(IReadOnlyList<SourceSplit> restored, bool isRestored)
    {
        for (var number = 0; number < ingresses.Count; number++)
        {
            var id = number.ToString(CultureInfo.InvariantCulture);
            var split = restored.FirstOrDefault(s => s.Id == id) ?? new SourceSplit(id, number, 0);
            if (split.IsOwnedBy(context.SubtaskIndex, context.Parallelism))
            {
                _splits.Add(new IngressSplit<T>(ingresses[number], split, context));
            }
        }

        _splits.ForEach(s => s.Attach());
    }

    public ReadStatus Read(out SourceFetch<T> fetch)
    {
        fetch = default;
        if (_splits.TrueForAll(s => s.IsFinished))
        {
            return ReadStatus.Finished;
        }

        if (!_splits.TrueForAll(s => s.IsAttached))
        {
            return ReadStatus.Starting;
        }

        for (var tried = 0; tried < _splits.Count; tried++)
        {
            var split = _splits[_next];
            _next = (_next + 1) % _splits.Count;
            if (split.TryTake(out fetch))
            {
                return ReadStatus.Data;
            }

            split.Pull();
        }

        return ReadStatus.Waiting;
    }

    public void OnCheckpointCompleted(IReadOnlyList<SourceSplit> splits)
    {
        foreach (var split in splits)
        {
            _splits.Find(s => s.Restored.Id == split.Id)?.Confirm(split);
        }
    }

    public void Dispose() => _splits.ForEach(s => s.Detach());
}
