namespace AkkaStreamProc.Connectors.Akka;

/// <summary>When what a job computes is handed out in its process.</summary>
public enum ResultVisibility
{
    /// <summary>
    /// As soon as it is computed. Behind a failure the job computes again what is in no checkpoint, so a result may come
    /// again, or another one in its place.
    /// </summary>
    WhenComputed,

    /// <summary>
    /// When a checkpoint that contains it is complete, exactly once as long as the process lives; so about a checkpoint
    /// interval later.
    /// </summary>
    WhenCommitted,
}
