using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using AkkaStreamProc.Actors.Subtasks;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>Waits for the subtasks that earlier supervisors of the job have left, wherever they live.</summary>
internal sealed partial class JobSupervisor
{
    private static readonly TimeSpan CensusInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>After how long a round is begun anew because a node has not answered it; one that is slow must be able to.</summary>
    private static readonly TimeSpan RoundTimeout = TimeSpan.FromSeconds(5);

    /// <summary>What each node of the cluster has answered in this round; a node that leaves the cluster is no longer asked.</summary>
    private readonly Dictionary<Address, SubtaskCensus.Remaining> _census = [];

    private int _censusRound;
    private int _predecessorsUpTo;
    private Action? _predecessorsClosed;

    IReadOnlyList<string> IJobEnvironment.Predecessors => [.. _census.Values.SelectMany(answer => answer.Subtasks)];

    void IJobEnvironment.AwaitPredecessors(int upToAttempt, Action closed)
    {
        _predecessorsUpTo = upToAttempt;
        _predecessorsClosed = closed;
        TakeCensus();
    }

    private void TakeCensus()
    {
        _censusRound++;
        foreach (var address in Nodes())
        {
            var census = Context.ActorSelection(new RootActorPath(address) / "user" / _censusName);
            census.Tell(new SubtaskCensus.CloseAll(_job, _predecessorsUpTo, _censusRound));
            census.Tell(new Identify($"{_censusRound} {address}"));
        }

        Timers.StartSingleTimer(nameof(TakeCensus), CensusDue.Instance, RoundTimeout);
    }

    private void OnRemaining(SubtaskCensus.Remaining remaining) =>
        OnRemaining(Sender.Path.Address.HasGlobalScope ? Sender.Path.Address : Cluster.Get(Context.System).SelfAddress, remaining);

    /// <summary>A node that has no census runs no stream processor, and so no subtasks.</summary>
    private void OnIdentity(ActorIdentity identity)
    {
        if (identity is { Subject: null, MessageId: string question } && question.Split(' ') is [var round, var address])
        {
            OnRemaining(Address.Parse(address), new SubtaskCensus.Remaining(int.Parse(round, CultureInfo.InvariantCulture), []));
        }
    }

    private void OnRemaining(Address node, SubtaskCensus.Remaining remaining)
    {
        if (_predecessorsClosed is null || remaining.Round != _censusRound)
        {
            return;
        }

        _census[node] = remaining;
        var answers = Nodes().Select(asked => _census.GetValueOrDefault(asked)).ToList();
        if (!answers.TrueForAll(answer => answer?.Round == _censusRound))
        {
            return;
        }

        if (answers.Exists(answer => answer!.Subtasks.Count > 0))
        {
            Timers.StartSingleTimer(nameof(TakeCensus), CensusDue.Instance, CensusInterval);
        }
        else
        {
            Timers.Cancel(nameof(TakeCensus));
            var closed = _predecessorsClosed;
            _predecessorsClosed = null;
            closed();
        }
    }

    /// <summary>Every node that may have subtasks. One that cannot be reached counts until the cluster has removed it: it may be alive.</summary>
    private HashSet<Address> Nodes()
    {
        var cluster = Cluster.Get(Context.System);
        return [cluster.SelfAddress, .. cluster.State.Members.Where(m => m.Status is not (MemberStatus.Removed or MemberStatus.Down) && (_role.Length == 0 || m.HasRole(_role))).Select(m => m.Address)];
    }

    private sealed class CensusDue
    {
        public static readonly CensusDue Instance = new();
    }
}
