using Akka.Actor;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Akka.Internal.Ingress;

/// <summary>One ingress as an attempt reads it.</summary>
/// <remarks>
/// The methods that begin with <c>On</c> are called by the ingress actor, the others by the subtask. At most one batch
/// is on its way, so that nothing is taken from the ingress before the job asks for it.
/// </remarks>
internal sealed class IngressSplit<T>(IActorRef ingress, OffsetSplit split, ISubtaskContext context)
{
    private readonly Queue<SourceFetch<T>> _ready = new();
    private OffsetSplit _split = split;
    private bool _isPulled;

    /// <summary>The split as the checkpoint has it.</summary>
    public OffsetSplit Restored { get; } = split;

    /// <summary>Who reads, in words.</summary>
    public string Description => $"the job '{context.JobName}' ({context.OperatorName})";

    /// <summary>Whether the ingress has answered.</summary>
    public bool IsAttached { get; private set; }

    /// <summary>Whether the end was read, too.</summary>
    public bool IsFinished => _split.IsFinished && IsAttached && _ready.Count == 0;

    public void Attach() => ingress.Tell(new IngressMessages.Attach<T>(this), ActorRefs.NoSender);

    public void Detach() => ingress.Tell(new IngressMessages.Detach<T>(this), ActorRefs.NoSender);

    public void Confirm(OffsetSplit frozen) =>
        ingress.Tell(new IngressMessages.Confirm<T>(this, frozen.Position, frozen.IsFinished), ActorRefs.NoSender);

    public bool TryTake(out SourceFetch<T> fetch) => _ready.TryDequeue(out fetch);

    public void Pull()
    {
        if (!_isPulled && IsAttached && !_split.IsFinished)
        {
            _isPulled = true;
            ingress.Tell(new IngressMessages.Pull<T>(this), ActorRefs.NoSender);
        }
    }

    /// <summary>The ingress knows the reader; its numbers are those of an incarnation of the ingress.</summary>
    public void OnAttached(string incarnation) => context.Post(() =>
    {
        IsAttached = true;
        Change(_split with { Tag = incarnation }, null);
    });

    public void OnBatch(RecordBatch<T> batch) => context.Post(() => Change(_split with { Position = _split.Position + batch.Count }, batch));

    public void OnEnd() => context.Post(() => Change(_split with { IsFinished = true }, null));

    public void OnFailure(Exception cause) => context.Fail(cause);

    private void Change(OffsetSplit next, RecordBatch<T>? batch)
    {
        _split = next;
        _isPulled = false;
        _ready.Enqueue(new SourceFetch<T>(next, batch));
    }
}
