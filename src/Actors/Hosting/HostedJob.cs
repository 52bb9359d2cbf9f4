using Akka.Actor;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Operators.Graph;

namespace AkkaStreamProc.Actors.Hosting;

/// <summary>A job that the host submits.</summary>
internal sealed record HostedJob(Func<ActorSystem, JobGraph> CreateGraph, JobSettings? Settings);
