using AkkaStreamProc.Connectors.Kafka.Embedded.Network;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded;

/// <summary>
/// Makes a running broker misbehave, for tests of clients. Requests are named as the Kafka protocol names them, such as <c>Produce</c> or <c>EndTxn</c>.
/// All members may be called from any thread and take effect with the next answer; an outage as a whole is
/// <see cref="EmbeddedKafka.DisconnectAsync"/> or <see cref="EmbeddedKafka.StopAsync"/>.
/// </summary>
public sealed class EmbeddedKafkaFaults
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Dictionary<ApiKey, (ErrorCode Code, int Left)> _errors = [];
    private readonly Dictionary<ApiKey, TimeSpan> _delays = [];
    private volatile bool _refusesConnections;
    private volatile bool _tampers;
    private volatile ConnectionCut? _cut;

    internal EmbeddedKafkaFaults(TimeProvider time) => _time = time;

    /// <summary>Whether new connections are closed as soon as they are made; those there are stay.</summary>
    public bool RefusesConnections
    {
        get => _refusesConnections;
        set => _refusesConnections = value;
    }

    internal ConnectionCut? Cut => _cut;

    /// <summary>
    /// Answers the next requests of a kind with an error code in every place where the answer has one.
    /// The requests are carried out all the same, so a client finds out how it copes with an answer that is not the truth.
    /// </summary>
    /// <param name="request">The request's name.</param>
    /// <param name="errorCode">The protocol's number of the error; -1 and above.</param>
    /// <param name="times">How many answers, 1 or more; without end when not given.</param>
    /// <exception cref="ArgumentException">There is no such request here, or a number is out of its range.</exception>
    public void AnswerWithError(string request, int errorCode, int times = int.MaxValue)
    {
        ApiKey key = Parse(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(errorCode, -1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(errorCode, short.MaxValue);
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        lock (_gate)
        {
            _errors[key] = ((ErrorCode)errorCode, times);
            _tampers = true;
        }
    }

    /// <summary>Holds the answers to requests of some kinds back, after they have been carried out; requests behind them on the same connection wait, too.</summary>
    /// <param name="delay">How long each is held back, by the broker's <see cref="EmbeddedKafkaOptions.TimeProvider"/>; zero ends it.</param>
    /// <param name="requests">The requests' names; all requests when there are none.</param>
    /// <exception cref="ArgumentException">There is no such request here, or the delay is negative.</exception>
    public void DelayAnswers(TimeSpan delay, params string[] requests)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        ApiKey[] keys = requests.Length == 0 ? Enum.GetValues<ApiKey>() : [.. requests.Select(Parse)];
        lock (_gate)
        {
            foreach (ApiKey key in keys)
            {
                _delays[key] = delay;
            }

            _tampers = true;
        }
    }

    /// <summary>Cuts every connection, old and new, once it has been sent so many bytes from now on, in the middle of an answer where that falls there.</summary>
    /// <param name="bytes">0 or more; with 0 no answer gets through at all.</param>
    public void CutConnectionsAfter(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        _cut = new ConnectionCut(bytes);
    }

    /// <summary>Switches everything off.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _errors.Clear();
            _delays.Clear();
            _tampers = false;
            _cut = null;
            _refusesConnections = false;
        }
    }

    /// <summary>The code to answer one request with; null for the truth.</summary>
    internal ErrorCode? TakeError(ApiKey key)
    {
        if (!_tampers)
        {
            return null;
        }

        lock (_gate)
        {
            if (!_errors.TryGetValue(key, out (ErrorCode Code, int Left) error))
            {
                return null;
            }

            if (error.Left == 1)
            {
                _errors.Remove(key);
            }
            else if (error.Left != int.MaxValue)
            {
                _errors[key] = (error.Code, error.Left - 1);
            }

            return error.Code;
        }
    }

    internal ValueTask DelayAsync(ApiKey key, CancellationToken cancellation)
    {
        if (!_tampers)
        {
            return ValueTask.CompletedTask;
        }

        lock (_gate)
        {
            TimeSpan delay = _delays.GetValueOrDefault(key);
            return delay > TimeSpan.Zero ? new ValueTask(Task.Delay(delay, _time, cancellation)) : ValueTask.CompletedTask;
        }
    }

    private static ApiKey Parse(string request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Enum.GetNames<ApiKey>().Contains(request, StringComparer.Ordinal)
            ? Enum.Parse<ApiKey>(request)
            : throw new ArgumentException($"'{request}' is not a request of this broker. It knows: {string.Join(", ", Enum.GetNames<ApiKey>())}.", nameof(request));
    }
}
