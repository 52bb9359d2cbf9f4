using AkkaStreamProc.Host.Chaos.Processes;
using Microsoft.Data.Sqlite;

namespace AkkaStreamProc.Host.Chaos.Disturbances;

/// <summary>Somebody else holds the SQLite file for a while.</summary>
internal sealed class StoreLocked : IDisturbance
{
    public string Name => "store-locked";

    public async Task ApplyAsync(HostChild job, ChaosWorld world)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = Path.Combine(world.DataDirectory, "state.db"), Mode = SqliteOpenMode.ReadWrite, Pooling = false };
        var connection = new SqliteConnection(settings.ConnectionString);
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync().ConfigureAwait(false);
            Execute(connection, "BEGIN EXCLUSIVE");
            await Task.Delay(TimeSpan.FromMilliseconds(world.Random.Next(500, 4000))).ConfigureAwait(false);
            Execute(connection, "ROLLBACK");
        }
    }

    private static void Execute(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
