using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Examples.Jobs;

/// <summary>A user looked at a page.</summary>
public sealed record PageView(string User, string Page, DateTimeOffset Time);

/// <summary>A visit: pages less than half an hour apart.</summary>
public sealed record Visit(string User, DateTimeOffset First, DateTimeOffset Last, long Pages);

/// <summary>Sessionization: the visits of users.</summary>
public static class Sessionization
{
    private static readonly TimeSpan Gap = TimeSpan.FromMinutes(30);

    /// <summary>Declares the job.</summary>
    public static JobGraph Declare(ISource<PageView> views, ISink<Visit> visits, int parallelism = 1)
    {
        var job = new JobBuilder("sessionization") { Parallelism = parallelism };
        job.FromSource(views, WatermarkStrategy<PageView>.BoundedOutOfOrderness(TimeSpan.FromSeconds(30)).WithTimestamps(v => v.Time))
            .KeyBy(v => v.User).Window(SessionWindows.OfEventTime(Gap)).Count()
            .Then((user, session, pages) => new Visit(user, session.StartTime, session.EndTime - Gap, pages))
            .SinkTo(visits);
        return job.Build();
    }
}
