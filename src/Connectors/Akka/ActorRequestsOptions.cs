namespace AkkaStreamProc.Connectors.Akka;

/// <summary>How <see cref="ActorRequests{TRequest, TReply}"/> takes requests and gives answers.</summary>
public sealed record ActorRequestsOptions
{
    /// <summary>How long a request waits for its answer, unless it says otherwise; positive, 30 seconds unless set.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many requests may wait for their answers; one more is refused at once. At least 1, 10,000 unless set.</summary>
    public int MaxOpen { get; init; } = 10_000;

    /// <summary>When answers are given; <see cref="ResultVisibility.WhenComputed"/> unless set.</summary>
    public ResultVisibility Answers { get; init; }

    /// <summary>
    /// How the job is fed with the requests. <see cref="ActorSourceOptions.Acknowledge"/> is of no use here, and there is one
    /// ingress: a second would stay without records and hold event time back.
    /// </summary>
    public ActorSourceOptions Source { get; init; } = new();

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxOpen, 1);
        ArgumentNullException.ThrowIfNull(Source);
        ArgumentOutOfRangeException.ThrowIfNotEqual(Source.Ingresses, 1, $"{nameof(Source)}.{nameof(Source.Ingresses)}");
    }
}
