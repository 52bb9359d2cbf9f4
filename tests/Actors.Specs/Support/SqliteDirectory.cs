using Akka.Configuration;
using Microsoft.Data.Sqlite;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>A data directory of one spec, and what is stored in it, as an operator with an SQL client sees it.</summary>
internal sealed class SqliteDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("asp-specs-");

    public string Path => _directory.FullName;

    /// <summary>Runs a job to some end on a new node over the directory.</summary>
    public async Task<T> OnNode<T>(Func<StreamSystem, Task<T>> action, Config? settings = null)
    {
        var system = StreamSystem.OverSqlite(Path, settings);
        try
        {
            return await action(system);
        }
        finally
        {
            await system.DisposeAsync();
        }
    }

    public int Execute(string sql, params (string Name, object Value)[] parameters)
    {
        using var connection = Open();
        using var command = Command(connection, sql, parameters);
        return command.ExecuteNonQuery();
    }

    public IReadOnlyList<T> Query<T>(string sql, params (string Name, object Value)[] parameters)
    {
        using var connection = Open();
        using var command = Command(connection, sql, parameters);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(reader.GetFieldValue<T>(0));
        }

        return rows;
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _directory.Delete(recursive: true);
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={System.IO.Path.Combine(Path, "state.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
