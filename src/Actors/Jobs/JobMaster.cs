using Akka.Actor;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>Knows the jobs of the cluster: one supervisor child for each. A cluster singleton.</summary>
internal sealed class JobMaster : UntypedActor
{
    private readonly Func<string, Props> _supervisorOf;

    /// <summary>
    /// Submissions without an answer, by supervisor. Not by its name: the next one may have it before the end of the last is
    /// told.
    /// </summary>
    private readonly Dictionary<IActorRef, List<Unanswered>> _unanswered = [];

    private readonly Dictionary<IActorRef, string> _reasons = [];
    private bool _isLeaving;

    public JobMaster(Func<string, Props> supervisorOf) => _supervisorOf = supervisorOf;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case JobProtocol.IJobMessage when _isLeaving:
                Sender.Tell(new JobProtocol.Rejected("The node of the job master leaves the cluster. Submit the job again."));
                break;
            case JobProtocol.Submit submit:
                OnSubmit(new Unanswered(submit, Sender, IsRepeated: false));
                break;
            case JobProtocol.Answered(var submitter):
                _unanswered.GetValueOrDefault(Sender)?.RemoveAll(u => u.Submitter.Equals(submitter));
                break;
            case JobProtocol.Ending(var reason):
                _reasons[Sender] = reason;
                break;
            case JobProtocol.Leave:
                _isLeaving = true;
                foreach (var supervisor in Context.GetChildren())
                {
                    supervisor.Tell(message);
                }

                StopWhenLeft();
                break;
            case Terminated { ActorRef: var supervisor }:
                OnSupervisorEnded(supervisor);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // A supervisor that cannot read or write its journal stops itself; the next submission starts another.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void OnSubmit(Unanswered unanswered)
    {
        var (submit, submitter, _) = unanswered;
        var name = Uri.EscapeDataString(submit.Job);
        var other = Context.GetChildren().Select(c => c.Path.Name)
            .FirstOrDefault(n => n != name && string.Equals(n, name, StringComparison.OrdinalIgnoreCase));
        if (other is not null)
        {
            submitter.Tell(new JobProtocol.Rejected(
                $"The job '{submit.Job}' differs from the job '{Uri.UnescapeDataString(other)}', which was submitted before, in upper and lower case only, which some stores do not tell apart. Give it another name."));
            return;
        }

        var supervisor = Context.Child(name);
        if (supervisor.IsNobody())
        {
            supervisor = Context.Watch(Context.ActorOf(_supervisorOf(submit.Job), name));
            _unanswered[supervisor] = [];
        }

        _unanswered[supervisor].Add(unanswered);
        supervisor.Tell(submit, submitter);
    }

    /// <summary>
    /// A submission that came too late for a supervisor that was ending goes to the next; where that one could not read its
    /// journal, or is gone as well, whoever waits learns it.
    /// </summary>
    private void OnSupervisorEnded(IActorRef ended)
    {
        var unanswered = _unanswered.Remove(ended, out var waiting) ? waiting : [];
        var reason = _reasons.Remove(ended, out var known) ? known : null;
        foreach (var submission in unanswered)
        {
            if (reason is null && !submission.IsRepeated && !_isLeaving)
            {
                OnSubmit(submission with { IsRepeated = true });
            }
            else
            {
                submission.Submitter.Tell(new JobProtocol.Rejected(
                    reason ?? $"The supervisor of the job '{submission.Submit.Job}' has ended; the log says why. Submit the job again."));
            }
        }

        StopWhenLeft();
    }

    private void StopWhenLeft()
    {
        if (_isLeaving && !Context.GetChildren().Any())
        {
            Context.Stop(Self);
        }
    }

    private sealed record Unanswered(JobProtocol.Submit Submit, IActorRef Submitter, bool IsRepeated);
}
