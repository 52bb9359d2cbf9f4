using System.Runtime.ExceptionServices;
using AkkaStreamProc.Operators.Faults;

namespace AkkaStreamProc.Operators.Async;

/// <content>The attempts for a record: how they begin, answer, fail, are made again, and take too long.</content>
internal sealed partial class AsyncOperator<TIn, TAnswer, TOut>
{
    private void Attempt(AsyncRequest<TIn, TAnswer> request)
    {
        _calls++;
        request.Attempts++;
        request.Attempt = null;
        try
        {
            request.Attempt = _call.Start(request.Record, request.Cancellation!.Token)
                ?? throw new InvalidOperationException("The function returned null in place of a task.");
        }
        catch (Exception e)
        {
            OnFailed(request, e);
            return;
        }

        if (request.Attempt.IsCompleted)
        {
            OnAnswered(request);
        }
        else
        {
            request.Attempt.ContinueWith(
                static (attempt, state) =>
                {
                    // Nobody else may look at it any more, and then its failure would be one that nobody has seen.
                    _ = attempt.Exception;
                    var (owner, request) = ((AsyncOperator<TIn, TAnswer, TOut>, AsyncRequest<TIn, TAnswer>))state!;
                    owner.Post(request);
                },
                (this, request),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    /// <summary>An attempt has answered; any thread. One mail brings all that has answered until it is read.</summary>
    private void Post(AsyncRequest<TIn, TAnswer> request)
    {
        // Nobody waits any more for what ends because it was cancelled.
        if (_isDisposed || request.IsSettled)
        {
            return;
        }

        _answered.Enqueue(request);
        if (Interlocked.Exchange(ref _hasPosted, 1) == 0)
        {
            Context.Post(TakeAnswers);
        }
    }

    private void TakeAnswers()
    {
        Interlocked.Exchange(ref _hasPosted, 0);
        while (_answered.TryDequeue(out var request))
        {
            // What answers behind its time-out is too late.
            if (!request.IsSettled)
            {
                OnAnswered(request);
            }
        }
    }

    private void OnAnswered(AsyncRequest<TIn, TAnswer> request, bool isLast = false)
    {
        var attempt = request.Attempt!;
        try
        {
            // It is complete. What it threw comes as it was thrown, also where it was cancelled.
            request.Answer = _call.Complete(attempt.GetAwaiter().GetResult());
        }
        catch (Exception e)
        {
            OnFailed(request, e, isLast);
            return;
        }

        request.Failure = null;
        Settle(request);
    }

    private void OnFailed(AsyncRequest<TIn, TAnswer> request, Exception cause, bool isLast = false)
    {
        VerifyIsOfRecord(cause);
        request.Failure = cause;
        request.Attempt = null;
        try
        {
            if (!isLast && _options.Retry is { } retry && request.Attempts < retry.MaxAttempts && retry.RetryOn(cause))
            {
                // A pause that ends behind the time of the record ends with it.
                var pause = Math.Max(1, retry.DelayMsAfter(request.Attempts));
                _pausing.Enqueue(request, (Math.Min(Context.Clock.NowMs + pause, request.Deadline), request.Number));
                return;
            }
        }
        catch (Exception e)
        {
            VerifyIsOfRecord(e);
            cause = e;
        }

        Fail(request, cause);
    }

    private void TimeOut(AsyncRequest<TIn, TAnswer> request)
    {
        if (request.Attempt is { IsCompletedSuccessfully: true })
        {
            // It was in time, and its mail is on the way.
            OnAnswered(request, isLast: true);
            return;
        }

        var before = request.Failure;
        Settle(request);
        try
        {
            request.Cancellation!.Cancel();
        }
        catch (AggregateException e)
        {
            // What was registered with the token threw.
            before = e;
        }

        var cause = new TimeoutException($"There was no answer within {_options.Timeout} ({(request.Attempts == 1 ? "1 attempt" : $"{request.Attempts} attempts")}).", before);
        if (_call.OnTimeout is null)
        {
            Fail(request, cause);
            return;
        }

        try
        {
            request.Answer = _call.Complete(_call.OnTimeout(request.Record));
            request.Failure = null;
        }
        catch (Exception e)
        {
            VerifyIsOfRecord(e);
            Fail(request, e);
        }
    }

    /// <summary>A record has no answer, and none to wait for. A failure that ends the attempt does so at once; others leave in their turn.</summary>
    /// <exception cref="UserFunctionException">The policy is to fail.</exception>
    private void Fail(AsyncRequest<TIn, TAnswer> request, Exception cause)
    {
        if (!_failed.GoesOn)
        {
            _failed.Take(request.Record, request.Held.Timestamp, null, Context.OperatorName, cause);
        }

        request.Failure = cause;
        if (!request.IsSettled)
        {
            Settle(request);
        }
    }

    private void Settle(AsyncRequest<TIn, TAnswer> request)
    {
        _running.Remove(request.Running!);
        _queue.Settle(request);
        _hasNews = true;
    }

    private static void VerifyIsOfRecord(Exception cause)
    {
        if (!FailedRecords<TIn>.IsOfRecord(cause))
        {
            ExceptionDispatchInfo.Throw(cause);
        }
    }
}
