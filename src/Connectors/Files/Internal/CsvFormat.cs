using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>One record in each CSV row, given to the deserializer as a JSON object of strings.</summary>
internal sealed class CsvFormat<T>(IDeserializer<T> deserializer, byte delimiter) : IRecordFormat<T>
{
    private readonly ByteBuffer _json = new(4096);

    // For each column what stands before its value: {"name": or ,"name":
    private byte[][]? _names;

    public bool NeedsHeader => _names is null;

    public bool TryReadHeader(ReadOnlySpan<byte> record, [NotNullWhen(false)] out string? reason)
    {
        if (!Utf8.IsValid(record))
        {
            reason = "it is not valid UTF-8";
            return false;
        }

        var names = new List<string>();
        foreach (var field in new CsvFields(record, delimiter))
        {
            names.Add(CsvFields.Text(field));
        }

        reason = names.FindIndex(string.IsNullOrWhiteSpace) is var unnamed and >= 0
            ? string.Create(CultureInfo.InvariantCulture, $"column {unnamed + 1} has no name")
            : names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice
                ? $"two columns are named '{twice.Key}'"
                : null;
        _names = [.. names.Select((name, i) => Encoding.UTF8.GetBytes($"{(i == 0 ? '{' : ',')}\"{JsonEncodedText.Encode(name)}\":"))];
        return reason is null;
    }

    public Scan Find(ReadOnlySpan<byte> bytes, bool isEnd) => CsvScanner.Find(bytes, delimiter, isEnd);

    public bool TryDecode(ReadOnlySpan<byte> record, [MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out string? reason)
    {
        value = default;
        var names = _names!;
        if (!Utf8.IsValid(record))
        {
            reason = "the row is not valid UTF-8";
            return false;
        }

        _json.Clear();
        var count = 0;
        foreach (var field in new CsvFields(record, delimiter))
        {
            if (count < names.Length)
            {
                _json.Append(names[count]);
                JsonText.Append(_json, field);
            }

            count++;
        }

        if (count != names.Length)
        {
            reason = string.Create(CultureInfo.InvariantCulture, $"the row has {count} fields, the header {names.Length}");
            return false;
        }

        _json.Append((byte)'}');
        return SafeDecoding.TryDecode(deserializer, _json.Written, out value, out reason);
    }
}
