using AkkaStreamProc.Host.Storage;
using Microsoft.Data.Sqlite;

namespace AkkaStreamProc.Host.Tests.Storage;

public class StoreCheckTests
{
    [Fact]
    public void Store_that_is_not_there_yet_is_accepted()
    {
        using var directory = new TemporaryDirectory();

        StoreCheck.Run(directory.FullPath, checksContent: true);

        File.Exists(directory.At("state.db")).ShouldBeFalse();
    }

    [Fact]
    public void Sound_store_is_accepted()
    {
        using var directory = new TemporaryDirectory();
        CreateStore(directory);

        StoreCheck.Run(directory.FullPath, checksContent: true);
    }

    [Fact]
    public void File_that_is_no_database_is_named()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("state.db", new string('x', 10_000));

        Refusal(directory).ShouldContain($"'{file}' is damaged or no SQLite file");
    }

    [Fact]
    public void Directory_in_place_of_the_store_is_named()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory.At("state.db"));

        Refusal(directory).ShouldContain($"'{directory.At("state.db")}' is a directory");
    }

    [Fact]
    public void Damaged_page_is_found_before_anything_stands_on_it()
    {
        using var directory = new TemporaryDirectory();
        CreateStore(directory);
        using (var file = File.OpenWrite(directory.At("state.db")))
        {
            file.Position = 4096;
            file.Write(Enumerable.Repeat((byte)0xAA, 8192).ToArray());
        }

        Refusal(directory).ShouldContain("is damaged");
    }

    [Fact]
    public void Store_that_another_program_has_locked_is_named()
    {
        using var directory = new TemporaryDirectory();
        CreateStore(directory);
        using var other = Open(directory);
        Execute(other, "BEGIN IMMEDIATE");

        Refusal(directory).ShouldContain($"'{directory.At("state.db")}' is locked by another program");
    }

    private static string Refusal(TemporaryDirectory directory)
    {
        var error = Should.Throw<HostException>(() => StoreCheck.Run(directory.FullPath, checksContent: true));
        error.ExitCode.ShouldBe(3);
        return error.Message;
    }

    private static void CreateStore(TemporaryDirectory directory)
    {
        using var connection = Open(directory);
        Execute(connection, "PRAGMA page_size = 4096");
        Execute(connection, "CREATE TABLE snapshot (id INTEGER PRIMARY KEY, data BLOB)");
        for (var i = 0; i < 20; i++)
        {
            Execute(connection, "INSERT INTO snapshot (data) VALUES (randomblob(3000))");
        }
    }

    private static SqliteConnection Open(TemporaryDirectory directory)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = directory.At("state.db"), Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
