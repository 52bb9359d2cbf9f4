using System.Buffers;
using System.Text;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Host.StandardOutput;

/// <summary>Writes the records of one subtask to standard output, batch by batch on its worker: a pipe may block.</summary>
internal sealed class ConsoleSinkWriter<T>(TextWriter output, ISerializer<T> serializer, ISubtaskContext context) : ISinkWriter<T>
{
    private const int MaxWaitingBatches = 4;

    private int _waiting;

    public void Restore(long checkpointId, IReadOnlyList<ReadOnlyMemory<byte>> states, Action restored) => restored();

    public bool IsReady => _waiting < MaxWaitingBatches;

    public void Write(RecordBatch<T> batch)
    {
        _waiting++;
        context.Worker.Post(() =>
        {
            Print(batch);
            context.Post(() => _waiting--);
        });
    }

    public void Drain(Action drained) => context.Worker.Post(() => context.Post(drained));

    public void Prepare(long checkpointId, Action<ReadOnlyMemory<byte>> prepared) =>
        context.Worker.Post(() => context.Post(() => prepared(ReadOnlyMemory<byte>.Empty)));

    public void Commit(long checkpointId, Action committed) => committed();

    public void Dispose()
    {
    }

    private void Print(RecordBatch<T> batch)
    {
        var lines = new ArrayBufferWriter<byte>();
        var record = new ArrayBufferWriter<byte>();
        for (var i = 0; i < batch.Count; i++)
        {
            record.ResetWrittenCount();
            try
            {
                serializer.Serialize(batch.Values[i], record);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                context.Refuse(new RefusedRecord<T>(batch.Values[i], $"The serializer threw {e.GetType().Name}: {e.Message}") { Timestamp = batch.Timestamps[i], Cause = e });
                continue;
            }

            lines.Write(record.WrittenSpan);
            lines.Write("\n"u8);
        }

        batch.Return();
        try
        {
            // One call for the whole batch, so that the lines of several subtasks do not mix.
            output.Write(Encoding.UTF8.GetString(lines.WrittenSpan));
            output.Flush();
        }
        catch (IOException e)
        {
            throw new StreamProcessingException($"Standard output takes no more ({e.Message}). Start the job again with a reader that stays, or with another sink.", e);
        }
    }
}
