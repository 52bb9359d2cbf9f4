using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>Tells a journal that another process writes from one that cannot be written.</summary>
/// <remarks>
/// Two supervisors of one job number their events alike, so that the second to write an event meets the unique key of the
/// first's. That is the only way to notice a process on another machine, which no lock of a file keeps out.
/// </remarks>
internal static class JournalConflict
{
    private const int SqliteConstraint = 19;

    /// <summary>The class of SQL states of violated constraints (ISO/IEC 9075).</summary>
    private const string ConstraintClass = "23";

    /// <summary>Whether a write failed because its number was taken.</summary>
    public static bool IsOne(Exception cause) => cause switch
    {
        AggregateException { InnerExceptions: var inner } => inner.Any(IsOne),
        SqliteException { SqliteErrorCode: SqliteConstraint } => true,
        DbException { SqlState: { } state } when state.StartsWith(ConstraintClass, StringComparison.Ordinal) => true,
        { InnerException: { } inner } => IsOne(inner),
        _ => false,
    };
}
