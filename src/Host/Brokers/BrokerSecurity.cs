using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AkkaStreamProc.Connectors.Kafka.Embedded;

namespace AkkaStreamProc.Host.Brokers;

/// <summary>Reads what a broker needs to encrypt and to ask for passwords. Both come from files: options can be seen by other users of the machine.</summary>
internal static class BrokerSecurity
{
    /// <summary>The certificate of PEM files, or <see langword="null"/> where none is named.</summary>
    /// <exception cref="HostException">A file cannot be read or is no certificate or key, or there is a key without a certificate.</exception>
    public static X509Certificate2? ReadCertificate(string? certificateFile, string? keyFile)
    {
        if (certificateFile is null)
        {
            return keyFile is null ? null : throw HostException.Usage("'--certificate-key' belongs to a '--certificate', which is missing.");
        }

        try
        {
            return EmbeddedKafkaCertificate.Load(certificateFile, keyFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw HostException.Usage(
                $"The certificate '{certificateFile}' with the key '{keyFile ?? certificateFile}' cannot be used: {e.Message} Both must be PEM, and the key not encrypted.", e);
        }
    }

    /// <summary>The users of a file with a line NAME:PASSWORD for each, or <see langword="null"/> where none is named.</summary>
    /// <exception cref="HostException">The file cannot be read, a line is none, or there are no users.</exception>
    public static IReadOnlyDictionary<string, string>? ReadUsers(string? file)
    {
        if (file is null)
        {
            return null;
        }

        var users = new Dictionary<string, string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in ReadLines(file))
        {
            number++;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (line.Length > 0 && (colon <= 0 || colon == line.Length - 1 || !users.TryAdd(line[..colon], line[(colon + 1)..])))
            {
                throw HostException.Usage($"Line {number} of the users file '{file}' is no NAME:PASSWORD, or names a user a second time.");
            }
        }

        return users.Count > 0 ? users : throw HostException.Usage($"The users file '{file}' names nobody. Write a line NAME:PASSWORD for each user.");
    }

    private static string[] ReadLines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw HostException.Usage($"The users file '{file}' cannot be read: {e.Message} Correct the option '--users'.", e);
        }
    }
}
