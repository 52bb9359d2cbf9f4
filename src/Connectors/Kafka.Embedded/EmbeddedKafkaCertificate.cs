using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AkkaStreamProc.Connectors.Kafka.Embedded;

/// <summary>Certificates for <see cref="EmbeddedKafkaOptions.Certificate"/>.</summary>
public static class EmbeddedKafkaCertificate
{
    private static readonly TimeSpan Validity = TimeSpan.FromDays(30);

    /// <summary>Makes a certificate for tests, valid for 30 days and signed by itself, so trusted only by who is told to; the caller disposes of it.</summary>
    /// <param name="hosts">The names and addresses it is for; <c>localhost</c>, <c>127.0.0.1</c> and <c>::1</c> when there are none.</param>
    /// <returns>A certificate with its private key; its PEM text (<c>ExportCertificatePem</c>) is what librdkafka takes as <c>ssl.ca.pem</c>.</returns>
    public static X509Certificate2 CreateSelfSigned(params string[] hosts)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        string[] names = hosts.Length == 0 ? ["localhost", "127.0.0.1", "::1"] : hosts;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names[0]}", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (string name in names)
        {
            if (IPAddress.TryParse(name, out IPAddress? address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 ephemeral = request.CreateSelfSigned(now - TimeSpan.FromDays(1), now + Validity);
        return Storable(ephemeral);
    }

    /// <summary>Reads a certificate from PEM files; the caller disposes of it.</summary>
    /// <param name="certificateFile">The file with the certificate, and with the key unless that has a file of its own.</param>
    /// <param name="keyFile">The file with the private key, not encrypted; the same file when not given.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">A file does not hold what it should, or the key is another certificate's.</exception>
    public static X509Certificate2 Load(string certificateFile, string? keyFile = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(certificateFile);
        using var ephemeral = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        return Storable(ephemeral);
    }

    /// <summary>Not every system lets a listener use a key that was never stored.</summary>
    private static X509Certificate2 Storable(X509Certificate2 ephemeral) => X509CertificateLoader.LoadPkcs12(ephemeral.Export(X509ContentType.Pkcs12), password: null);
}
