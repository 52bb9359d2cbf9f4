namespace AkkaStreamProc.Chaos;

/// <summary>A fact about brokers at <c>KAFKA_BOOTSTRAP</c> that may be disturbed; skipped where there are none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GivenBrokersFactAttribute : FactAttribute
{
    public GivenBrokersFactAttribute()
    {
        if (ChaosSettings.GivenBrokers is null)
        {
            Skip = "KAFKA_BOOTSTRAP, KAFKA_OUTAGE_BEGINS and KAFKA_OUTAGE_ENDS name no brokers.";
        }
    }
}
