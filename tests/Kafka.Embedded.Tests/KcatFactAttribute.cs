namespace AkkaStreamProc.Kafka.Embedded.Tests;

/// <summary>A fact that needs the kcat command and is skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KcatFactAttribute : FactAttribute
{
    public KcatFactAttribute()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, "kcat"))))
        {
            Skip = "kcat is not installed.";
        }
    }
}
