using System.Globalization;
using System.Text;
using AkkaStreamProc.Connectors.Files;
using AkkaStreamProc.Operators.Sources;
using CsCheck;

namespace AkkaStreamProc.Files.Tests;

/// <summary>Reads random files in random chunks and starts again from every position that was reported.</summary>
public sealed class SourceReplayTests
{
    private const int Limit = 12;

    private static readonly Gen<string> Lines =
        Gen.Select(
            Gen.Frequency(
                (12, Gen.OneOf("a", "bc", "é", "{\"a\":1}", "0123456789")),
                (1, Gen.OneOf("!", "!bad")),
                (1, Gen.OneOf("", " ", "\t \t")),
                (1, Gen.OneOf("123456789012", "1234567890123", "12345678901234567890123456789", "\r", "a\rb"))),
            Gen.OneOf("\n", "\n", "\r\n"),
            (text, end) => text + end)
        .Array[0, 9000]
        .Select(lines => string.Concat(lines));

    private static readonly Gen<string> Contents =
        Gen.Select(Gen.OneOf("", "\uFEFF"), Lines, Gen.OneOf("", "", "z", "!last", "much longer than allowed"), (mark, lines, last) => mark + lines + last);

    [Fact]
    public void Any_chunks_give_the_records_of_a_naive_reader_in_the_same_fetches()
    {
        Gen.Select(Contents, Gen.Int[1, 200], Gen.Int[1, 40_000]).Sample(
            (content, small, large) =>
            {
                using var scratch = new ScratchDirectory();
                var path = scratch.Write("in.jsonl", content);

                using var one = Read(path, small);
                using var other = Read(path, large);

                var (records, bad) = Naive(content);
                one.Records.ShouldBe(records);
                one.Bad.Select(b => long.Parse(b.Position, CultureInfo.InvariantCulture)).ShouldBe(bad);
                other.Records.ShouldBe(one.Records);
                other.Fetches.ShouldBe(one.Fetches);
            },
            iter: 40,
            threads: 1);
    }

    [Fact]
    public void Restart_from_any_reported_position_gives_exactly_the_rest()
    {
        Gen.Select(Contents, Gen.Int[1, 10_000]).Sample(
            (content, chunk) =>
            {
                using var scratch = new ScratchDirectory();
                var path = scratch.Write("in.jsonl", content);
                using var whole = Read(path, chunk);

                foreach (var (split, records, bad) in whole.Fetches)
                {
                    using var rest = Read(path, chunk, [split]);

                    rest.Records.ShouldBe(whole.Records.Skip(records));
                    rest.Bad.Select(b => b.Position).ShouldBe(whole.Bad.Skip(bad).Select(b => b.Position));
                }
            },
            iter: 30,
            threads: 1);
    }

    private static SourceRun Read(string path, int chunk, IReadOnlyList<OffsetSplit>? restored = null) => new SourceRun(
        new FileSource<string>(path, new TextDeserializer(), new FileSourceOptions { ChunkBytes = chunk, MaxRecordBytes = Limit }),
        restored).ToEnd();

    private static (List<string> Records, List<long> Bad) Naive(string content)
    {
        var (records, bad, position) = (new List<string>(), new List<long>(), 0L);
        if (content.StartsWith('\uFEFF'))
        {
            (content, position) = (content[1..], 3);
        }

        foreach (var line in content.Split('\n'))
        {
            var record = line.EndsWith('\r') ? line[..^1] : line;
            if (Encoding.UTF8.GetByteCount(record) > Limit || record.StartsWith('!'))
            {
                bad.Add(position);
            }
            else if (record.Trim(' ', '\t', '\r').Length > 0)
            {
                records.Add(record);
            }

            position += Encoding.UTF8.GetByteCount(line) + 1;
        }

        return (records, bad);
    }
}
