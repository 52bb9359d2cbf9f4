namespace AkkaStreamProc.Chaos.Clicks;

/// <summary>How clicks come out of order.</summary>
internal enum Disorder
{
    /// <summary>Never farther than the job allows, so that none is late.</summary>
    WithinBound,

    /// <summary>A few come much later than the job allows. Which of them are late is determined in one partition only.</summary>
    WithStragglers,
}
