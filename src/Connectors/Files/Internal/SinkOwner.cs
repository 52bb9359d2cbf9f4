using System.Text.Json;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>Whose output a directory holds, and which attempt writes it.</summary>
/// <param name="Job">The name of the job.</param>
/// <param name="Operator">The name of the sink.</param>
/// <param name="Life">The life of the job: another one writes the same records under the same names again.</param>
/// <param name="Attempt">The attempt, which all its subtasks share and no other has.</param>
/// <param name="Process">The number of the process that came first, for the error.</param>
internal sealed record SinkOwner(string Job, string Operator, Guid Life, Guid Attempt, int Process)
{
    private const int FormatVersion = 1;

    public override string ToString() => $"the sink '{Operator}' of the job '{Job}'";

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(new Written(FormatVersion, this));

    /// <summary>Whether it is the same output, by whatever attempt.</summary>
    public bool IsSameOutput(SinkOwner other) => Job == other.Job && Operator == other.Operator && Life == other.Life;

    /// <summary>Whether it is the same attempt, in this process or another.</summary>
    public bool IsSameAttempt(SinkOwner other) => IsSameOutput(other) && Attempt == other.Attempt;

    /// <summary>The owner as it was written, or <see langword="null"/> where there was none, or a crash cut it short.</summary>
    /// <exception cref="NotSupportedException">It was written by a later version.</exception>
    public static SinkOwner? Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return bytes.IsEmpty || JsonSerializer.Deserialize<Written>(bytes) is not { Owner: { } owner } written
                ? null
                : written.Format == FormatVersion ? owner : throw new NotSupportedException($"it has format {written.Format}, this version reads format {FormatVersion}");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Written(int Format, SinkOwner Owner);
}
