namespace AkkaStreamProc.Kafka.Specs;

/// <summary>A theory about a real broker with an authorizer; skipped where there is none to start.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AuthorizedKafkaTheoryAttribute : TheoryAttribute
{
    public AuthorizedKafkaTheoryAttribute()
    {
        if (AuthorizedKafka.Script is null)
        {
            Skip = "There is no Kafka in ../shared/kafka beside the repository.";
        }
    }
}
