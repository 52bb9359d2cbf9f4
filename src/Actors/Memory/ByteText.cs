using System.Globalization;

namespace AkkaStreamProc.Actors.Memory;

/// <summary>Numbers of bytes for people.</summary>
internal static class ByteText
{
    public static string Of(long bytes) => bytes switch
    {
        < 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:F0} KiB"),
        < 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:F0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:F1} GiB"),
    };
}
