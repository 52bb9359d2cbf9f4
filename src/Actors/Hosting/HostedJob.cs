using Akka.Actor;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Actors.Hosting;

/// <summary>A job that the host submits, or only makes known.</summary>
internal sealed record HostedJob(Func<ActorSystem, JobGraph> CreateGraph, JobSettings? Settings, bool IsSubmitted = true);
