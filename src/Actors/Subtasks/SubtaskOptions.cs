namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>How a subtask runs.</summary>
/// <param name="ChannelCredit">How many records a channel may hold.</param>
/// <param name="FlushInterval">How long records may wait in a batch that is not full.</param>
/// <param name="WatermarkInterval">How often a source sends its watermark where nothing depends on the moment.</param>
/// <param name="BlockedAfter">After what time a call that has not returned is reported.</param>
/// <param name="VerifiesRecords">Whether records that are changed after they were emitted are looked for.</param>
/// <param name="ChannelBytes">How many bytes a channel may hold.</param>
internal sealed record SubtaskOptions(
    int ChannelCredit, TimeSpan FlushInterval, TimeSpan WatermarkInterval, TimeSpan BlockedAfter, bool VerifiesRecords = false, long ChannelBytes = 4 * 1024 * 1024);
