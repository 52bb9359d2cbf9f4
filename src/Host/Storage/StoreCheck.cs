using Microsoft.Data.Sqlite;

namespace AkkaStreamProc.Host.Storage;

/// <summary>Looks a SQLite store over before Akka opens it, where every trouble would be a time-out.</summary>
internal static class StoreCheck
{
    private const string FileName = "state.db";
    private const int BusyTimeoutSeconds = 1;
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;

    /// <summary>Checks that the file, where there is one, can be written and is whole.</summary>
    /// <param name="dataDirectory">Where the runtime keeps the file.</param>
    /// <param name="checksContent">Whether to look at every page.</param>
    /// <exception cref="HostException">The store is locked, read-only, damaged or a directory; names it.</exception>
    public static void Run(string dataDirectory, bool checksContent)
    {
        var path = Path.Combine(dataDirectory, FileName);
        if (Directory.Exists(path))
        {
            throw HostException.Unavailable($"'{path}' is a directory, and the store is to be a file of this name. Move it away, or choose another data directory.");
        }

        if (!File.Exists(path))
        {
            return;
        }

        RefuseReadOnly(path);
        try
        {
            var settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = BusyTimeoutSeconds };
            using var connection = new SqliteConnection(settings.ConnectionString);
            connection.Open();
            Execute(connection, "BEGIN IMMEDIATE");
            Execute(connection, "ROLLBACK");
            if (checksContent && Execute(connection, "PRAGMA quick_check(1)") is string and not "ok" and var damage)
            {
                throw Damaged(path, damage, null);
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SqliteBusy or SqliteLocked)
        {
            throw HostException.Unavailable($"The store '{path}' is locked by another program ({e.Message}). End that program, for example a database browser, and start again.", e);
        }
        catch (SqliteException e)
        {
            throw Damaged(path, e.Message.TrimEnd('.'), e);
        }
    }

    private static void RefuseReadOnly(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw HostException.Unavailable($"The store '{path}' cannot be written: {e.Message} Give this user the right to write it and its directory.", e);
        }
    }

    private static HostException Damaged(string path, string damage, Exception? cause) =>
        HostException.Unavailable($"The store '{path}' is damaged or no SQLite file: {damage}. Put back a copy of it, or move it away to start the job anew.", cause);

    private static object? Execute(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar();
    }
}
