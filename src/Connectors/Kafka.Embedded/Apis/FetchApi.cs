using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Returns record batches as they stand in the log, and waits for more where there are too few. Sessions are declined: every fetch is a full one.</summary>
internal sealed class FetchApi(Broker broker) : Api(ApiKey.Fetch, 4, 16, flexibleFrom: 12)
{
    /// <summary>The longest wait granted; the protocol allows an early answer, and a client that has gone is noticed by then.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    public override async ValueTask<bool> AnswerAsync(short version, WireReader request, WireWriter response, CancellationToken cancellation)
    {
        FetchRequest fetch = FetchRequest.Read(version, request);
        if (fetch.SessionId != 0)
        {
            WriteHead(version, ErrorCode.FetchSessionIdNotFound, 0, response);
            response.WriteTags();
            return true;
        }

        Write(version, fetch, await PlanAsync(fetch, cancellation).ConfigureAwait(false), response);
        return true;
    }

    /// <summary>Waits, no longer than the client allows, until there is as much as it wants.</summary>
    private async ValueTask<FetchPlan> PlanAsync(FetchRequest fetch, CancellationToken cancellation)
    {
        TimeProvider time = broker.Options.TimeProvider;
        TimeSpan patience = TimeSpan.FromMilliseconds(Math.Min(fetch.MaxWaitMs, LongestWait.TotalMilliseconds));
        long began = time.GetTimestamp();
        FetchPlan plan = FetchPlan.Make(fetch, broker.Topics);
        while (!plan.Satisfies(fetch) && !cancellation.IsCancellationRequested)
        {
            TimeSpan left = patience - time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                break;
            }

            plan = await WaitAsync(fetch, plan.Logs, left, cancellation).ConfigureAwait(false);
        }

        return plan;
    }

    private async ValueTask<FetchPlan> WaitAsync(FetchRequest fetch, IReadOnlyList<PartitionLog> logs, TimeSpan patience, CancellationToken cancellation)
    {
        using var waiter = new FetchWaiter(fetch.MinBytes, fetch.Isolation, patience, broker.Options.TimeProvider, cancellation);
        foreach (PartitionLog log in logs)
        {
            log.Subscribe(waiter);
        }

        try
        {
            // Looked at again after arming; what was appended in between may be counted twice, and then the caller waits again.
            FetchPlan plan = FetchPlan.Make(fetch, broker.Topics);
            if (plan.Satisfies(fetch))
            {
                return plan;
            }

            waiter.Appended(plan.Bytes);
            await waiter.Woken.ConfigureAwait(false);
        }
        finally
        {
            foreach (PartitionLog log in logs)
            {
                log.Unsubscribe(waiter);
            }
        }

        return FetchPlan.Make(fetch, broker.Topics);
    }

    private static void WriteHead(short version, ErrorCode error, int topics, WireWriter response)
    {
        response.WriteInt32(0);
        if (version >= 7)
        {
            response.WriteError(error);
            response.WriteInt32(0);
        }

        response.WriteArrayLength(topics);
    }

    private void Write(short version, FetchRequest fetch, FetchPlan plan, WireWriter response)
    {
        response.EnsureFree((int)Math.Min(plan.Bytes + (64 * plan.Slices.Count) + 1024, Array.MaxLength));
        WriteHead(version, ErrorCode.None, fetch.Topics.Count, response);
        int next = 0;
        foreach (FetchTopic topic in fetch.Topics)
        {
            if (topic.Name is null)
            {
                response.WriteUuid(topic.Id);
            }
            else
            {
                response.WriteString(topic.Name);
            }

            response.WriteArrayLength(topic.Partitions.Count);
            foreach (FetchPartition partition in topic.Partitions)
            {
                WritePartition(version, partition.Partition, plan.Slices[next++], response);
            }

            response.WriteTags();
        }

        response.WriteTags();
    }

    private static void WritePartition(short version, int partition, in LogSlice slice, WireWriter response)
    {
        response.WriteInt32(partition);
        response.WriteError(slice.Error);
        response.WriteInt64(slice.HighWatermark);
        response.WriteInt64(slice.LastStableOffset);
        if (version >= 5)
        {
            response.WriteInt64(slice.LogStartOffset);
        }

        WriteAborted(slice.Aborted, response);
        if (version >= 11)
        {
            response.WriteInt32(-1);
        }

        int mark = response.Length;
        try
        {
            Span<byte> records = response.WriteRecords(slice.Bytes);
            slice.Segment?.Read(slice.Position, records);
        }
        catch (ObjectDisposedException)
        {
            // Retention or deletion was faster; the client's next fetch learns what happened.
            response.Rewind(mark);
            response.WriteRecords(0);
        }

        response.WriteTags();
    }

    private static void WriteAborted(IReadOnlyList<AbortedTransaction>? aborted, WireWriter response)
    {
        response.WriteArrayLength(aborted?.Count ?? -1);
        foreach (AbortedTransaction transaction in aborted ?? [])
        {
            response.WriteInt64(transaction.ProducerId);
            response.WriteInt64(transaction.FirstOffset);
            response.WriteTags();
        }
    }
}
