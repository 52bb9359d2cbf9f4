using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Native;

/// <summary>Binds <see cref="LibRdKafka"/> to the very library that Confluent.Kafka has chosen and loaded.</summary>
/// <remarks>
/// The package brings several builds of librdkafka and tries them in turn (the first wants a libsasl2 that not every
/// distribution has), so the name of the file is known only once it is loaded.
/// </remarks>
internal static class NativeLibraryResolver
{
    private static readonly Lazy<nint> Library = new(Load);

    /// <summary>Loads the library, once for the process.</summary>
    /// <exception cref="KafkaConnectorException">There is no library for this platform.</exception>
    public static void EnsureLoaded() => _ = Library.Value;

    private static nint Load()
    {
        try
        {
            Confluent.Kafka.Library.Load();
        }
        catch (Exception e) when (e is InvalidOperationException or DllNotFoundException)
        {
            throw new KafkaConnectorException(
                $"The Kafka client library librdkafka could not be loaded on {RuntimeInformation.RuntimeIdentifier}. "
                + $"Deploy the files of the package librdkafka.redist for this platform. {e.Message}",
                e);
        }

        var loaded = Find() is { } path
            ? NativeLibrary.Load(path)
            : NativeLibrary.Load(LibRdKafka.Name, typeof(Confluent.Kafka.Library).Assembly, null);
        NativeLibrary.SetDllImportResolver(
            typeof(LibRdKafka).Assembly,
            (name, _, _) => name == LibRdKafka.Name ? loaded : 0);
        return loaded;
    }

    // Linux and Windows list every mapped library here; macOS only the executable, but there the package has one build
    // for each processor and the loader finds it by name.
    private static string? Find()
    {
        using var process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>()
            .Select(m => m.FileName)
            .FirstOrDefault(f => Path.GetFileName(f).Contains(LibRdKafka.Name, StringComparison.Ordinal)
                && !Path.GetFileName(f).Contains("rdkafkacpp", StringComparison.Ordinal));
    }
}
