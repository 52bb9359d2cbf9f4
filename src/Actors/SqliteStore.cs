using Akka.Configuration;
using Microsoft.Data.Sqlite;

namespace AkkaStreamProc.Actors;

/// <summary>The settings that put journal and snapshots into a SQLite file, and large snapshots beside it.</summary>
internal static class SqliteStore
{
    public static Config Config(string directory)
    {
        var connection = new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory, "state.db"), Mode = SqliteOpenMode.ReadWriteCreate }.ConnectionString;
        UseWriteAheadLog(connection);
        return ConfigurationFactory.ParseString(
            $$"""
            akka-stream-proc.data-directory = {{Quote(directory)}}
            akka-stream-proc.checkpoints.directory = {{Quote(Path.Combine(directory, "checkpoints"))}}
            akka-stream-proc.checkpoints.savepoint-directory = {{Quote(Path.Combine(directory, "savepoints"))}}
            akka.persistence {
              journal {
                plugin = "akka.persistence.journal.sql"
                sql {
                  provider-name = "SQLite.MS"
                  connection-string = {{Quote(connection)}}
                }
              }
              snapshot-store {
                plugin = "akka.persistence.snapshot-store.sql"
                sql {
                  provider-name = "SQLite.MS"
                  connection-string = {{Quote(connection)}}
                }
              }
            }
            """);
    }

    /// <summary>The mode is a property of the file, so setting it once is enough; readers then never wait for the writer.</summary>
    private static void UseWriteAheadLog(string connectionString)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL";
        command.ExecuteScalar();
    }

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
