using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AkkaStreamProc.Connectors.Kafka.Embedded;

/// <summary>Makes certificates for listeners in tests: signed by themselves, and so trusted only by who is told to.</summary>
public static class EmbeddedKafkaCertificate
{
    private static readonly TimeSpan Validity = TimeSpan.FromDays(30);

    /// <summary>A new certificate with its private key, valid for 30 days; the caller disposes of it.</summary>
    /// <param name="hosts">The names and addresses it is for; <c>localhost</c>, <c>127.0.0.1</c> and <c>::1</c> when there are none.</param>
    /// <returns>A certificate for <see cref="EmbeddedKafkaOptions.Certificate"/>; its PEM text is what librdkafka takes as <c>ssl.ca.pem</c>.</returns>
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

        // Not every system lets a listener use a key that was never stored.
        return X509CertificateLoader.LoadPkcs12(ephemeral.Export(X509ContentType.Pkcs12), password: null);
    }
}
