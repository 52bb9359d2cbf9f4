using AkkaStreamProc.Host.Storage;

namespace AkkaStreamProc.Host.Tests.Storage;

public class DataDirectoryTests
{
    [Fact]
    public void Directory_that_is_taken_is_refused_with_the_number_of_its_process()
    {
        using var directory = new TemporaryDirectory();
        using var first = DataDirectory.Take(directory.At("data"));

        var error = Should.Throw<HostException>(() => DataDirectory.Take(directory.At("data")));

        error.ExitCode.ShouldBe(3);
        error.Message.ShouldContain($"'{directory.At("data")}' is in use by another process (process {Environment.ProcessId})");
    }

    [Fact]
    public void Directory_that_was_let_go_can_be_taken_again()
    {
        using var directory = new TemporaryDirectory();
        DataDirectory.Take(directory.At("data")).Dispose();

        using var again = DataDirectory.Take(directory.At("data"));

        again.FullPath.ShouldBe(directory.At("data"));
    }

    [Fact]
    public void Directory_that_somebody_looks_at_is_waited_for()
    {
        using var directory = new TemporaryDirectory();
        DataDirectory.Take(directory.At("data")).Dispose();
        var looking = new FileStream(Path.Combine(directory.At("data"), "host.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        using var taken = DataDirectory.Take(directory.At("data"), _ => looking.Dispose());

        DataDirectory.IsTaken(directory.At("data")).ShouldBeTrue();
    }

    [Fact]
    public void Directory_that_stays_taken_is_refused_within_a_tenth_of_a_second()
    {
        using var directory = new TemporaryDirectory();
        using var first = DataDirectory.Take(directory.At("data"));
        var waited = TimeSpan.Zero;

        Should.Throw<HostException>(() => DataDirectory.Take(directory.At("data"), time => waited += time));

        waited.ShouldBeInRange(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void File_in_the_place_of_a_directory_is_refused_by_name()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("data", "");

        var error = Should.Throw<HostException>(() => DataDirectory.Take(file));

        error.ExitCode.ShouldBe(3);
        error.Message.ShouldContain($"'{file}' cannot be created");
    }

    [Fact]
    public void Fresh_start_is_remembered_until_it_is_done()
    {
        using var directory = new TemporaryDirectory();
        using (var first = DataDirectory.Take(directory.At("data")))
        {
            first.BeginFreshStart();
        }

        using var second = DataDirectory.Take(directory.At("data"));

        second.HasUnfinishedFreshStart.ShouldBeTrue();
        second.EndFreshStart();
        second.HasUnfinishedFreshStart.ShouldBeFalse();
    }
}
