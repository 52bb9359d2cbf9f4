using System.Reflection;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.State.Evolution;

/// <summary>Whatever types a job has, and however their members come, go, get other names and become wider: state is what it must be.</summary>
public class StateEvolutionProperties
{
    [Fact]
    public void State_is_read_as_the_changes_of_its_types_say() =>
        Gen.Int[0, int.MaxValue].Sample(
            seed =>
            {
                var types = new RandomTypes(seed);
                var values = Enumerable.Range(0, 4).Select(_ => types.Value()).ToArray();
                var expected = values.Select(types.Expected).ToList();

                var read = (object[])Moved.MakeGenericMethod(types.First, types.Second).Invoke(null, [values])!;

                read.Select(types.Actual).ShouldBe(expected, types.ToString());
            },
            iter: 300);

    private static MethodInfo Moved { get; } = typeof(StateEvolutionProperties).GetMethod(nameof(Move), BindingFlags.Static | BindingFlags.NonPublic)!;

    private static object[] Move<TFirst, TSecond>(object[] values)
    {
        var (first, second) = (new StateSerializers(), new StateSerializers());
        var writer = new SnapshotWriter();
        foreach (var value in values)
        {
            first.Of<TFirst>().Write(writer, (TFirst)value);
        }

        var reading = second.Reading(second.Of<TSecond>(), first.Of<TFirst>().Schema);
        var reader = new SnapshotReader(writer.Written);
        object[] read = [.. values.Select(_ => (object)reading.Serializer.Read(reader)!)];
        reader.IsAtEnd.ShouldBeTrue();
        return read;
    }
}
