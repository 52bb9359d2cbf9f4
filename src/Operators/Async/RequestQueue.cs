using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Async;

/// <summary>The records of an asynchronous operator in the order they came, and between them how far the input was: decides what may leave next.</summary>
/// <remarks>
/// <para>
/// Records begin in their order. In order they leave so, too, however early a later one has its answer. Otherwise those
/// leave that have one, but only of the first stretch: a stretch ends where the watermark rises or the input becomes idle or
/// active, between two records of one batch as well as between two batches. So a result neither becomes late nor sees another
/// event time than its record did.
/// </para>
/// <para>Of several progresses with no record between them the last one stands for all, so there are never more than records.</para>
/// </remarks>
internal sealed class RequestQueue<TIn, TAnswer>(bool isOrdered)
{
    private readonly LinkedList<AsyncRequest<TIn, TAnswer>> _requests = [];
    private readonly LinkedList<(long Behind, InputProgress Progress)> _progresses = [];

    /// <summary>Out of order: those of the open stretch that are settled.</summary>
    private readonly Queue<AsyncRequest<TIn, TAnswer>> _leaving = new();

    private LinkedListNode<AsyncRequest<TIn, TAnswer>>? _next;
    private long _number;
    private long _stretch;
    private long _openStretch = -1;
    private InputProgress _last = new(Watermarks.Min, IsIdle: false, HasEnded: false);

    /// <summary>How far event time has come behind all records.</summary>
    public long Watermark { get; private set; } = Watermarks.Min;

    /// <summary>The records in the order they came.</summary>
    public IReadOnlyCollection<AsyncRequest<TIn, TAnswer>> Requests => _requests;

    /// <summary>Whether anything is here.</summary>
    public bool IsEmpty => _requests.Count == 0 && _progresses.Count == 0;

    /// <summary>How many have begun.</summary>
    public int Begun { get; private set; }

    /// <summary>How many wait to begin.</summary>
    public int Waiting => _requests.Count - Begun;

    private bool IsProgressNext => _progresses.First is { Value.Behind: var behind } && (_requests.First is not { Value.Number: var first } || first > behind);

    /// <summary>Adds a record behind all others.</summary>
    public void Add(HeldRecord<TIn> held, long bytes)
    {
        if (held.Watermark > Watermark || _progresses.Last?.Value.Behind == _number)
        {
            _stretch++;
        }

        Watermark = Math.Max(Watermark, held.Watermark);
        var request = new AsyncRequest<TIn, TAnswer>(held with { Watermark = Watermark }) { Number = ++_number, Stretch = _stretch, Bytes = bytes };
        request.Place = _requests.AddLast(request);
        _next ??= request.Place;
    }

    /// <summary>Adds how far the input has come behind all records.</summary>
    public void Add(InputProgress progress)
    {
        Watermark = Math.Max(Watermark, progress.Watermark);
        progress = progress with { Watermark = Watermark };
        if (progress == _last)
        {
            return;
        }

        _last = progress;
        if (_progresses.Last?.Value.Behind == _number)
        {
            _progresses.RemoveLast();
        }

        _progresses.AddLast((_number, progress));
    }

    /// <summary>The next record that has not begun; it has then.</summary>
    public AsyncRequest<TIn, TAnswer>? Begin()
    {
        if (_next is not { Value: var request })
        {
            return null;
        }

        _next = _next.Next;
        Begun++;
        return request;
    }

    /// <summary>What comes of a record is known.</summary>
    public void Settle(AsyncRequest<TIn, TAnswer> request)
    {
        request.IsSettled = true;
        if (!isOrdered && request.Stretch == _openStretch)
        {
            _leaving.Enqueue(request);
        }
    }

    /// <summary>Takes out the next record whose result may be emitted.</summary>
    public AsyncRequest<TIn, TAnswer>? TakeSettled()
    {
        if (IsProgressNext || FindSettled() is not { } request)
        {
            return null;
        }

        _requests.Remove(request.Place!);
        Begun--;
        return request;
    }

    /// <summary>Takes out how far the input was, where no record stands before it any more.</summary>
    public InputProgress? TakeProgress()
    {
        if (!IsProgressNext)
        {
            return null;
        }

        var (_, progress) = _progresses.First!.Value;
        _progresses.RemoveFirst();
        return progress;
    }

    private AsyncRequest<TIn, TAnswer>? FindSettled()
    {
        if (isOrdered)
        {
            return _requests.First is { Value: { IsSettled: true } first } ? first : null;
        }

        if (_leaving.Count == 0 && _requests.First is { Value.Stretch: var stretch } && stretch != _openStretch)
        {
            Open(stretch);
        }

        return _leaving.TryDequeue(out var request) ? request : null;
    }

    private void Open(long stretch)
    {
        _openStretch = stretch;
        for (var place = _requests.First; place?.Value.Stretch == stretch; place = place.Next)
        {
            if (place.Value.IsSettled)
            {
                _leaving.Enqueue(place.Value);
            }
        }
    }
}
