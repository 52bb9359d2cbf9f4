using System.Globalization;
using System.Text;
using Akka.Actor;
using Akka.Configuration;

namespace AkkaStreamProc.Actors.Hosting;

/// <summary>The HOCON of the typed options.</summary>
internal static class StreamProcessingHocon
{
    private static readonly TimeSpan TimeForCancelling = TimeSpan.FromSeconds(10);

    public static Config Of(StreamProcessingOptions options)
    {
        var text = new StringBuilder();
        if (options.JoinSelf is { } joinSelf)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"akka-stream-proc.join-self = {(joinSelf ? "on" : "off")}");
        }

        if (options.Role is { } role)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"akka-stream-proc.role = {System.Text.Json.JsonSerializer.Serialize(role)}");
        }

        if (options.SubmitTimeout is { } submitTimeout)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"akka-stream-proc.submit-timeout = {Milliseconds(submitTimeout)}");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"akka-stream-proc.shutdown.stop-jobs = {(options.StopsWithSavepoint ? "on" : "off")}");
        if (options.StopsWithSavepoint)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"akka-stream-proc.shutdown.stop-timeout = {Milliseconds(options.StopTimeout)}");
            text.AppendLine(CultureInfo.InvariantCulture, $"akka.coordinated-shutdown.phases.{CoordinatedShutdown.PhaseBeforeClusterShutdown}.timeout = {Milliseconds(options.StopTimeout + TimeForCancelling)}");
        }

        var config = ConfigurationFactory.ParseString(text.ToString());
        if (options.DataDirectory is { } directory)
        {
            Directory.CreateDirectory(directory);
            config = config.WithFallback(StreamProcessingConfig.SqliteIn(directory));
        }

        return config;
    }

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMilliseconds}ms");
}
