using AkkaStreamProc.Operators.Batches;
using Microsoft.Extensions.Logging;

namespace AkkaStreamProc.Operators.Functions;

/// <content>What the function sees of the operator.</content>
internal sealed partial class ProcessOperator<TKey, TIn, TOut>
{
    private sealed class RecordContext(ProcessOperator<TKey, TIn, TOut> owner) : ProcessContext<TKey, TOut>
    {
        private bool _isInRecord;

        /// <summary>Whether an event-time timer is at hand.</summary>
        public bool IsInEventTimer { get; private set; }

        public override TimeDomain? TimerDomain => _isInRecord ? null : IsInEventTimer ? TimeDomain.EventTime : TimeDomain.ProcessingTime;

        public override long Watermark
        {
            get
            {
                VerifyUse("asks for the watermark");
                return owner._watermark;
            }
        }

        public override long ProcessingTime => owner.Context.Clock.NowMs;

        public override int SubtaskIndex => owner.Context.SubtaskIndex;

        public override int Parallelism => owner.Context.Parallelism;

        public override FunctionMetrics Metrics
        {
            get
            {
                owner._current.VerifyCall();
                return owner.Context.Metrics;
            }
        }

        public override ILogger Logger => owner.Context.Logger;

        public void SetRecord(TKey key, long timestamp)
        {
            Key = key;
            Timestamp = timestamp;
            TimerName = null;
            _isInRecord = true;
            IsInEventTimer = false;
        }

        public void SetTimer(TKey key, long timestamp, bool isEventTime, string? name)
        {
            TimerName = name;
            Key = key;
            Timestamp = timestamp;
            _isInRecord = false;
            IsInEventTimer = isEventTime;
        }

        public override void Emit(TOut value)
        {
            owner._current.VerifyCall();
            owner._results.Append(value, Timestamp);
        }

        public override void Emit<T>(OutputTag<T> tag, T value) => EmitAt(tag, value, Timestamp);

        internal override void EmitAt(TOut value, long timestamp)
        {
            owner._current.VerifyCall();
            owner._results.Append(value, timestamp);
        }

        internal override void EmitChange(RowKind kind, TOut row)
        {
            owner._current.Verify();
            owner._results.Kind = kind;
            owner._results.Append(row, Timestamp);
            owner._results.Kind = RowKind.Insert;
        }

        internal override void DropRetraction() => owner.CountUnknown();

        internal override void EmitAt<T>(OutputTag<T> tag, T value, long timestamp)
        {
            owner._current.VerifyCall();
            owner._sides.Emit(tag, value, timestamp, owner._results.Watermark);
        }

        internal override long AnnouncedWatermark => owner._announced;

        internal override bool HasEnded => owner._isAtEnd;

        internal override void CountLate() => owner.Counters.Late++;

        public override void RegisterEventTimeTimer(long timestamp)
        {
            owner._current.Verify();
            VerifyEventTime(timestamp);
            owner.RegisterEventTimer(timestamp);
        }

        public override void SetTimer(string name, long timestamp, TimeDomain domain)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            owner._current.Verify();
            if (domain == TimeDomain.EventTime)
            {
                VerifyEventTime(timestamp);
            }

            owner.SetTimer(name, timestamp, domain == TimeDomain.EventTime);
        }

        public override bool CancelTimer(string name)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            owner._current.Verify();
            return owner.CancelTimer(name);
        }

        public override void DeleteEventTimeTimer(long timestamp)
        {
            owner._current.Verify();
            owner.Unregister(timestamp, isEventTime: true);
        }

        public override void RegisterProcessingTimeTimer(long timestamp)
        {
            owner._current.Verify();
            owner.RegisterProcessingTimer(timestamp);
        }

        public override void DeleteProcessingTimeTimer(long timestamp)
        {
            owner._current.Verify();
            owner.Unregister(timestamp, isEventTime: false);
        }

        private void VerifyEventTime(long timestamp)
        {
            VerifyUse("registers an event-time timer");
            if (_isInRecord && Timestamp == RecordBatch.NoTimestamp)
            {
                throw new StreamProcessingException(
                    $"The function of '{owner.Context.OperatorName}' registers an event-time timer at {timestamp}, but the record at hand (key '{Key}') has no timestamp. " +
                    "Give the watermark strategy of the source WithTimestamps, or register a processing-time timer.");
            }
        }

        private void VerifyUse(string does)
        {
            if (!owner._function.UsesEventTime)
            {
                throw new StreamProcessingException(
                    $"The function of '{owner.Context.OperatorName}' {does}, although it says that it does not use event time. Let {nameof(ProcessFunction<,,>.UsesEventTime)} return true.");
            }
        }
    }
}
