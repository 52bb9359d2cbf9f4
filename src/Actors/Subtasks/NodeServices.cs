using Akka.Actor;
using AkkaStreamProc.Actors.Checkpoints.Stores;
using AkkaStreamProc.Actors.Exchange.Transport;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Memory;
using AkkaStreamProc.Actors.Telemetry;

namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>What a node has for every subtask that runs there.</summary>
/// <param name="Plans">The code of the jobs.</param>
/// <param name="Census">Is told of every subtask.</param>
/// <param name="Storage">Where snapshots go.</param>
/// <param name="Transport">Carries what channels send.</param>
/// <param name="Telemetry">The numbers of the node.</param>
/// <param name="Memory">Who holds how much.</param>
/// <param name="Time">The clock.</param>
internal sealed record NodeServices(
    PlanCatalog Plans, IActorRef Census, CheckpointStorage Storage, ExchangeTransport Transport, StreamTelemetry Telemetry, MemoryGuard Memory, TimeProvider Time);
