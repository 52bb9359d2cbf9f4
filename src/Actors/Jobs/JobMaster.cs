using Akka.Actor;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>Knows the jobs of the cluster: one supervisor child for each. A cluster singleton.</summary>
internal sealed class JobMaster : UntypedActor
{
    private readonly Func<string, Props> _supervisorOf;

    public JobMaster(Func<string, Props> supervisorOf) => _supervisorOf = supervisorOf;

    protected override void OnReceive(object message)
    {
        if (message is not JobProtocol.IJobMessage { Job: var job })
        {
            Unhandled(message);
            return;
        }

        var name = Uri.EscapeDataString(job);
        var supervisor = Context.Child(name);
        if (supervisor.IsNobody())
        {
            supervisor = Context.ActorOf(_supervisorOf(job), name);
        }

        supervisor.Forward(message);
    }

    // A supervisor that cannot read or write its journal stops itself; the next submission starts another.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);
}
