using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>What holds the time of a subtask back, at one moment.</summary>
/// <param name="Inputs">Its inputs, in the order of the edges into its vertex; none of a source.</param>
/// <param name="Source">Its source, where it has one.</param>
/// <param name="Awaited">What its operators wait for, in the order of the report.</param>
/// <param name="Combined">For each edge out of its vertex, at which watermark something is due that is combined in front of it; <see cref="long.MaxValue"/> where nothing.</param>
/// <param name="AwaitsAnswers">Whether its head has calls under way whose answers come before whatever follows.</param>
/// <param name="Busy">The share of time it has been busy since it was asked last, from 0 to 1.</param>
/// <param name="Blocked">The share of time in which what follows took nothing.</param>
internal sealed record SubtaskTime(
    IReadOnlyList<InputTime> Inputs, SourceTime? Source, IReadOnlyList<AwaitedTime> Awaited, IReadOnlyList<long> Combined, bool AwaitsAnswers, double Busy, double Blocked);

/// <summary>The channels of one input of a subtask.</summary>
/// <param name="Lowest">The watermark of the channel that holds the others back; the end of time where all have finished or are idle.</param>
/// <param name="Peer">The subtask it comes from; <see langword="null"/> where no channel counts.</param>
/// <param name="Idle">How many channels are idle.</param>
/// <param name="IdlePeer">One of the subtasks that are idle; <see langword="null"/> where none is.</param>
internal sealed record InputTime(long Lowest, SubtaskId? Peer, int Idle, SubtaskId? IdlePeer);
