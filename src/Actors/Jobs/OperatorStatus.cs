using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Jobs;

namespace AkkaStreamProc;

/// <summary>What one operator has counted over all its subtasks since the job began, restarts included.</summary>
/// <param name="Name">The name of the operator.</param>
/// <param name="IsSource">Whether records enter the job here.</param>
/// <param name="IsSink">Whether records leave the job here.</param>
/// <param name="In">Records taken; for a source, records read, bad ones included.</param>
/// <param name="Out">Records emitted; for a sink, records written.</param>
/// <param name="Late">Records that came after their window had closed for good.</param>
/// <param name="Bad">Records that could not be decoded.</param>
/// <param name="Skipped">Records left out because they could not be processed, or were refused for good by the system of a sink.</param>
/// <param name="Diverted">Such records that went to the stream of failed records.</param>
public sealed record OperatorStatus(string Name, bool IsSource, bool IsSink, long In, long Out, long Late, long Bad, long Skipped = 0, long Diverted = 0);
