using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Evolution;

namespace AkkaStreamProc.Operators.Tests.State.Evolution;

/// <summary>Writes values of one type and reads them as another that stands in its place.</summary>
internal static class Evolutions
{
    /// <summary>What was written by an earlier version of a job: the versions of its types stand in classes, and their names are as if they did not.</summary>
    /// <param name="text">A schema.</param>
    /// <param name="before">The class with the types as they were.</param>
    /// <param name="after">The class with the types as they are.</param>
    public static string InPlace(string text, Type before, Type after) => text.Replace(Prefix(before), Prefix(after), StringComparison.Ordinal);

    /// <summary>Reads values that were written by another schema.</summary>
    public static (IReadOnlyList<TAfter> Values, StateReading<TAfter> Reading) Read<TBefore, TAfter>(
        IEnumerable<TBefore> values, Func<string, string> schema, StateSerializers? known = null, Permitted permitted = Permitted.All)
    {
        var writer = new SnapshotWriter();
        var (count, before) = (0, StateSerializer<TBefore>.Default);
        foreach (var value in values)
        {
            before.Write(writer, value);
            count++;
        }

        known ??= new StateSerializers();
        var reading = known.Reading(known.Of<TAfter>(), schema(before.Schema), permitted);
        var reader = new SnapshotReader(writer.Written);
        IReadOnlyList<TAfter> read = [.. Enumerable.Range(0, count).Select(_ => reading.Serializer.Read(reader))];
        reader.IsAtEnd.ShouldBeTrue("everything was read, and nothing else");
        return (read, reading);
    }

    private static string Prefix(Type type) => $"{type.FullName!.Replace('+', '.')}.";
}
