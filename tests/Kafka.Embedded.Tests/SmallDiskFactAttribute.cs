namespace AkkaStreamProc.Kafka.Embedded.Tests;

/// <summary>A fact that needs a <see cref="SmallDisk"/> and is skipped where none can be made.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute()
    {
        if (!SmallDisk.CanBeHad)
        {
            Skip = "A disk in memory can be made by root alone.";
        }
    }
}
