using Akka.Actor;

namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>
/// The subtasks that live on one node, whoever deployed them, so that a supervisor can wait for those that an earlier one
/// has left behind. An actor of each node.
/// </summary>
internal sealed class SubtaskCensus : UntypedActor
{
    private readonly Dictionary<IActorRef, SubtaskAddress> _living = [];

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Born(var address):
                _living[Sender] = address;
                Context.Watch(Sender);
                break;
            case Terminated terminated:
                _living.Remove(terminated.ActorRef);
                break;
            case CloseAll closeAll:
                var left = _living.Where(s => s.Value.Job == closeAll.Job && s.Value.Attempt <= closeAll.UpToAttempt).ToList();
                left.ForEach(s => s.Key.Tell(new SubtaskProtocol.Stop(s.Value.Attempt)));
                Sender.Tell(new Remaining(closeAll.Round, [.. left.Select(s => $"{s.Value.Vertex}[{s.Value.Index}]")]));
                break;
        }
    }

    /// <summary>A subtask has begun to live; it is counted until its actor has terminated, connectors closed.</summary>
    public sealed record Born(SubtaskAddress Address);

    /// <summary>Ends the subtasks of a job; answered by those that are not closed yet. To be asked until there are none.</summary>
    /// <param name="Job">The name of the job.</param>
    /// <param name="UpToAttempt">Those of later attempts live on.</param>
    /// <param name="Round">Comes back with the answer.</param>
    public sealed record CloseAll(string Job, int UpToAttempt, int Round);

    /// <param name="Round">Of the question.</param>
    /// <param name="Subtasks">Those that live, as people call them.</param>
    public sealed record Remaining(int Round, IReadOnlyList<string> Subtasks);
}
