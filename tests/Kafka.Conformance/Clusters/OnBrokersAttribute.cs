using System.Reflection;
using Xunit.Sdk;

namespace AkkaStreamProc.Kafka.Conformance.Clusters;

/// <summary>Runs a theory against the embedded broker, and against the brokers outside where there are any.</summary>
/// <param name="arguments">The theory's further arguments.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class OnBrokersAttribute(params object[] arguments) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
    {
        yield return [Brokers.Embedded, .. arguments];
        if (ClientSettings.OutsideBootstrap is not null)
        {
            yield return [Brokers.Outside, .. arguments];
        }
    }
}
