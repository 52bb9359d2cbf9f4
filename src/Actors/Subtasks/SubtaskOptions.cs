namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>How a subtask runs.</summary>
internal sealed record SubtaskOptions(int ChannelCredit, TimeSpan FlushInterval, TimeSpan WatermarkInterval, TimeSpan BlockedAfter, bool VerifiesRecords = false);
