using AkkaStreamProc.Host.Storage;

namespace AkkaStreamProc.Host.Tests.Storage;

public sealed class TimeFileTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _directory = new();

    private string Data => _directory.At("data");

    private string Said => Path.Combine(Data, "host.time");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Words_of_a_process_that_died_are_not_those_of_the_one_that_runs_now()
    {
        using (DataDirectory.Take(Data))
        {
            using var killed = new TimeFile(Data);
            Say(killed);
            File.Copy(Said, Said + ".kept");
        }

        File.Move(Said + ".kept", Said);
        TimeFile.Read(Data, Noon.AddSeconds(1))!.ShouldStartWith($"The job does not run any more in '{Data}'. What it said last, 1 s ago:\nJob clicks at ");

        using var directory = DataDirectory.Take(Data);
        using var file = new TimeFile(Data);

        TimeFile.Read(Data, Noon.AddSeconds(2)).ShouldBeNull();
    }

    [Fact]
    public void Words_that_are_old_are_shown_with_their_age()
    {
        using var directory = DataDirectory.Take(Data);
        using var file = new TimeFile(Data);
        Say(file);

        TimeFile.Read(Data, Noon.AddSeconds(10))!.ShouldStartWith("Job clicks at ");
        TimeFile.Read(Data, Noon.AddSeconds(40))!.ShouldStartWith($"The job that runs in '{Data}' has not answered for 40 s. What it said last:\nJob clicks at ");
    }

    [Fact]
    public void File_that_cannot_be_read_is_refused_by_name()
    {
        Directory.CreateDirectory(Said);

        var error = Should.Throw<HostException>(() => TimeFile.Read(Data, Noon));

        error.ExitCode.ShouldBe(3);
        error.Message.ShouldContain($"'{Said}'");
    }

    private void Say(TimeFile file)
    {
        file.Write(new TimeExplanation("clicks", JobState.Running, Noon, []));
        File.SetLastWriteTimeUtc(Said, Noon.UtcDateTime);
    }
}
