using System.Buffers;
using AkkaStreamProc.Examples.ClickCounts;
using AkkaStreamProc.Host.Demo;

namespace AkkaStreamProc.Host.Tests.Demo;

public class ClickGeneratorTests
{
    private static readonly GeneratorSettings Settings = new(Seed: 7, StartMs: 1_704_067_200_000, StepMicroseconds: 1000);

    [Fact]
    public void Click_follows_from_its_number_alone()
    {
        var forwards = Enumerable.Range(0, 1000).Select(n => new ClickGenerator(Settings).At(n)).ToList();
        var backwards = Enumerable.Range(0, 1000).Reverse().Select(n => new ClickGenerator(Settings).At(n)).Reverse().ToList();

        backwards.ShouldBe(forwards);
    }

    [Fact]
    public void Another_seed_gives_other_clicks() =>
        new ClickGenerator(Settings with { Seed = 8 }).At(5).ShouldNotBe(new ClickGenerator(Settings).At(5));

    [Fact]
    public void Clicks_are_in_disorder_with_a_few_stragglers_and_a_few_bad_records()
    {
        var generator = new ClickGenerator(Settings);
        const int Count = 100_000;

        var delays = Enumerable.Range(0, Count).Select(n => generator.At(n) is { } click ? Settings.StartMs + n - click.EventTime : -1).ToList();

        delays.Count(d => d < 0).ShouldBeInRange(Count / ClickGenerator.BadEvery / 3, Count / ClickGenerator.BadEvery * 3);
        delays.Count(d => d > ClickGenerator.MaxDisorderMs).ShouldBeInRange(Count / ClickGenerator.StragglerEvery / 2, Count / ClickGenerator.StragglerEvery * 2);
        delays.Where(d => d is >= 0 and <= ClickGenerator.MaxDisorderMs).Distinct().Count().ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Record_is_what_the_job_decodes_or_bad()
    {
        var generator = new ClickGenerator(Settings);
        for (var number = 0; number < 20_000; number++)
        {
            var record = new ArrayBufferWriter<byte>();
            generator.Write(number, record);

            new ClickDeserializer().TryDeserialize(record.WrittenSpan, out var click, out _).ShouldBe(generator.At(number) is not null);
            click.ShouldBe(generator.At(number));
        }
    }

    [Fact]
    public void Settings_of_the_first_start_are_kept_for_the_next()
    {
        using var directory = new TemporaryDirectory();
        GeneratorSettings.ReadOrKeep(directory.FullPath, Settings);

        GeneratorSettings.ReadOrKeep(directory.FullPath, Settings with { Seed = 99 }).ShouldBe(Settings);
    }
}
