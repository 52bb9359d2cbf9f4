using System.Buffers;
using System.Globalization;
using AkkaStreamProc.Examples.ClickCounts;

namespace AkkaStreamProc.Host.Demo;

/// <summary>The clicks of the demonstration: an endless sequence in which every click follows from its number alone.</summary>
/// <remarks>
/// So nothing need be remembered to continue it: whoever knows how many clicks there are knows the next one. The
/// clicks are in disorder by up to <see cref="MaxDisorderMs"/>; one in <see cref="StragglerEvery"/> is a straggler that
/// comes after its window, and one in <see cref="BadEvery"/> is no click at all.
/// </remarks>
internal sealed class ClickGenerator(GeneratorSettings settings)
{
    public const int MaxDisorderMs = 1500;
    public const int StragglerEvery = 400;
    public const int BadEvery = 5000;

    private const int Users = 50;
    private const int Pages = 20;
    private const int StragglerMinMs = 15_000;
    private const int StragglerMaxMs = 45_000;

    private readonly ClickSerializer _serializer = new();

    /// <summary>The click of a number, from 0, or <see langword="null"/> where it is a bad record.</summary>
    public Click? At(long number)
    {
        var random = Mix(Mix((ulong)settings.Seed) + (ulong)number);
        if (random % BadEvery == 1)
        {
            return null;
        }

        // The smaller of two random users: some are busier than others.
        var user = Math.Min(Next(ref random, Users), Next(ref random, Users));
        var page = Next(ref random, Pages);
        var delay = Next(ref random, StragglerEvery) == 0
            ? StragglerMinMs + Next(ref random, StragglerMaxMs - StragglerMinMs)
            : Next(ref random, MaxDisorderMs);
        var time = settings.StartMs + number * settings.StepMicroseconds / 1000 - delay;
        return new Click(
            string.Create(CultureInfo.InvariantCulture, $"user-{user:00}"), string.Create(CultureInfo.InvariantCulture, $"/page/{page}"), Math.Max(0, time));
    }

    /// <summary>Writes the record of a number as it goes to the topic.</summary>
    public void Write(long number, IBufferWriter<byte> output)
    {
        if (At(number) is { } click)
        {
            _serializer.Serialize(click, output);
        }
        else
        {
            output.Write("{\"user_id\": \"a record that was cut off"u8);
        }
    }

    private static int Next(ref ulong random, int limit)
    {
        random = Mix(random);
        return (int)(random % (ulong)limit);
    }

    /// <summary>SplitMix64: every bit of the result depends on every bit of the number.</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
