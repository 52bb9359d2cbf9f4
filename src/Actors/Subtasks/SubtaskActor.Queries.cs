using Akka.Actor;

namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>What the subtask answers about its state: between two of its turns, so in no race with its functions.</summary>
internal sealed partial class SubtaskActor
{
    /// <summary>Reads at once, so that the answers follow the writes in order; what takes time to put together is put together beside the records.</summary>
    /// <remarks>Nothing that goes wrong with a question is a failure of the attempt.</remarks>
    private void Read(SubtaskProtocol.ReadState asked)
    {
        var (desk, number, attempt) = (Sender, asked.Number, _address.Attempt);
        try
        {
            var moment = new StateMoment(StateReading.Live, attempt, Math.Max(_subtask!.LastBarrier, _address.CheckpointId), StateMoment.EventTime(_subtask.Watermark));
            var prepared = _subtask.Read(asked.Question);
            if (prepared.IsCheap)
            {
                desk.Tell(new SubtaskProtocol.StateRead(attempt, number, prepared.Complete(moment)), Self);
            }
            else
            {
                Task.Run(() => prepared.Complete(moment)).PipeTo(
                    desk,
                    success: answer => new SubtaskProtocol.StateRead(attempt, number, answer),
                    failure: cause => new SubtaskProtocol.StateRead(attempt, number, new Status.Failure(cause)));
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            desk.Tell(new SubtaskProtocol.StateRead(attempt, number, new Status.Failure(e)), Self);
        }
    }
}
