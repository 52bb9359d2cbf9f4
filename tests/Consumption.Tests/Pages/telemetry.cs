using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Pages.Telemetry;

internal static class Providers
{
    public static void Build()
    {
// block 1
    }
}
