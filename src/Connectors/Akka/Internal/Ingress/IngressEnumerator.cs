using System.Globalization;
using Akka.Actor;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Connectors.Akka.Internal.Ingress;

/// <summary>Hands out the ingress actors, each a split; and tells those whose input has ended in the checkpoint, which nobody reads any more.</summary>
internal sealed class IngressEnumerator(IReadOnlyList<IActorRef> ingresses, ISplitEnumeratorContext context) : ISplitEnumerator
{
    private readonly FixedSplits _splits = new(context, [.. ingresses.Select((_, number) => new OffsetSplit(number.ToString(CultureInfo.InvariantCulture), 0))]);

    public void Start(RestoredSource? restored)
    {
        foreach (var ended in (restored?.Splits ?? []).OfType<OffsetSplit>().Where(split => split.IsFinished))
        {
            // There may be fewer now.
            var number = int.Parse(ended.Id, CultureInfo.InvariantCulture);
            if (number < ingresses.Count)
            {
                ingresses[number].Tell(new IngressMessages.HasEnded(ended.Tag, ended.Position), ActorRefs.NoSender);
            }
        }

        _splits.Start(restored);
    }

    public void Dispose() => _splits.Dispose();
}
