using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Tests.State;

/// <summary>State that would come back as something else must be refused, not lost.</summary>
public class StateRefusalTests
{
    public sealed class HiddenSum
    {
        private int _sum;

        public int Sum => _sum;

        public void Add(int value) => _sum += value;
    }

    public sealed class Outer
    {
        public HiddenSum Inner { get; set; } = new();
    }

    [Fact]
    public void Class_with_a_field_that_its_shape_does_not_carry_is_refused() =>
        ShouldBeRefused<HiddenSum>(nameof(HiddenSum), "_sum");

    [Fact]
    public void Class_that_contains_such_a_class_is_refused() => ShouldBeRefused<Outer>(nameof(HiddenSum), "_sum");

    [Fact]
    public void Type_without_a_shape_is_refused() => ShouldBeRefused<Func<int>>("Func");

    [Fact]
    public void Refusal_is_the_same_every_time()
    {
        ShouldBeRefused<HiddenSum>(nameof(HiddenSum));
        ShouldBeRefused<HiddenSum>(nameof(HiddenSum));
    }

    private static void ShouldBeRefused<T>(params string[] parts)
        where T : class
    {
        var error = Should.Throw<StreamProcessingException>(() => StateSerializer<T>.Default.Write(new SnapshotWriter(), null!));
        error.Message.ShouldContain("cannot be kept in state");
        parts.ShouldAllBe(part => error.Message.Contains(part));
    }
}
