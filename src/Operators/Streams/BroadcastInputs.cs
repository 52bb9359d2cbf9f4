using System.Linq.Expressions;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Plans.Definitions;

namespace AkkaStreamProc.Operators.Streams;

/// <summary>The two inputs of a function with a broadcast state.</summary>
/// <remarks>
/// The records of the broadcast stream go through one subtask, and from there to all: so all get them in the same order, also those of
/// several splits, sources and subtasks.
/// </remarks>
internal static class BroadcastInputs
{
    /// <summary>Adds the function.</summary>
    /// <param name="stream">The stream that is not broadcast.</param>
    /// <param name="partitioning">How its records are distributed.</param>
    /// <param name="broadcast">The stream that is.</param>
    /// <param name="declaration">The function.</param>
    /// <exception cref="StreamProcessingException">The function uses event time, and a source of the broadcast stream could hold it back for ever.</exception>
    public static void Add<T, TBroadcast, TBroadcastKey>(
        DataStream<T> stream, Partitioning partitioning, BroadcastStream<TBroadcast, TBroadcastKey> broadcast, OperatorDeclaration declaration)
        where TBroadcastKey : notnull
    {
        if (declaration.Definition.Time.IsExact && SilentSourceOf(broadcast.Stream.Declaration, stream.Declaration) is { } silent)
        {
            throw new StreamProcessingException(
                $"The function '{declaration.Name}' uses event time, and the source '{silent.Name}' of its broadcast stream '{broadcast.Declaration.State.Name}' may be silent for ever, which would hold event time back as long. "
                + $"Give the watermark strategy of '{silent.Name}' WithIdleness, with the time after which the others need not wait for it; or let {nameof(ProcessFunction<,,>.UsesEventTime)} of the function return false.");
        }

        var records = stream.Then<Either<T, TBroadcast>>(
            "record", StageKind.Select, (Expression<Func<T, Either<T, TBroadcast>>>)(r => Either<T, TBroadcast>.OfFirst(r)), null);
        var all = broadcast.Stream.Then<Either<T, TBroadcast>>(
            "broadcast", StageKind.Select, (Expression<Func<TBroadcast, Either<T, TBroadcast>>>)(r => Either<T, TBroadcast>.OfSecond(r)), null, Partitioning.ForwardOrRebalance);
        all.Declaration.Parallelism = 1;
        stream.Job.Add(declaration, records.To(partitioning), all.To(Partitioning.Broadcast));
    }

    /// <summary>A source of the broadcast stream that has no end, is never idle, and does not feed the other stream as well.</summary>
    private static OperatorDeclaration? SilentSourceOf(OperatorDeclaration broadcast, OperatorDeclaration other)
    {
        var others = SourcesOf(other);
        return SourcesOf(broadcast).FirstOrDefault(source => source.Definition is ISourceDefinition { MayBeSilent: true } && !others.Contains(source));
    }

    private static HashSet<OperatorDeclaration> SourcesOf(OperatorDeclaration op)
    {
        var seen = new HashSet<OperatorDeclaration>();
        var open = new Stack<OperatorDeclaration>([op]);
        while (open.TryPop(out var next))
        {
            if (seen.Add(next))
            {
                next.Inputs.ForEach(input => open.Push(input.From));
            }
        }

        seen.RemoveWhere(o => o.Definition.Role != OperatorRole.Source);
        return seen;
    }
}
