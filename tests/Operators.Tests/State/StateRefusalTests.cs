using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Tests.Execution;

namespace AkkaStreamProc.Operators.Tests.State;

/// <summary>What would come back as something else is refused when the job is built, by name and with the way out.</summary>
public class StateRefusalTests
{
    public class Animal
    {
        public string Name { get; set; } = "";
    }

    public sealed class Dog : Animal
    {
        public int Barks { get; set; }
    }

    public sealed class Kennel
    {
        public Dictionary<string, List<Animal>> Inhabitants { get; } = [];
    }

    public interface IEvent;

    public abstract class Shape;

    public class Basket : List<int>;

    public sealed class Color
    {
        public static readonly Color Red = new();

        public int Number { get; set; }
    }

    public sealed class Cached
    {
#pragma warning disable CS0414, CS0169, IDE0044, IDE0051
        private int _hashCode;
#pragma warning restore CS0414, CS0169, IDE0044, IDE0051

        public string Text { get; set; } = "";
    }

    [StructLayout(LayoutKind.Explicit)]
    public struct Overlapping
    {
        [FieldOffset(0)]
        public int Number;

        [FieldOffset(0)]
        public float Fraction;
    }

    public static TheoryData<Type> Refused =>
    [
        typeof(object), typeof(IEvent), typeof(Shape), typeof(Animal), typeof(List<Animal>), typeof(Dictionary<string, object>),
        typeof(IEnumerable<int>), typeof(IReadOnlyList<int>), typeof(IDictionary<string, int>), typeof(IList), typeof(IComparable),
        typeof(Func<int>), typeof(Lazy<int>), typeof(Task<int>), typeof(ValueTask<int>), typeof(Memory<byte>), typeof(ReadOnlyMemory<byte>),
        typeof(ArraySegment<int>), typeof(FrozenSet<int>), typeof(FrozenDictionary<string, int>), typeof(ReadOnlyCollection<int>),
        typeof(ConcurrentDictionary<string, int>), typeof(ConcurrentQueue<int>), typeof(ConcurrentStack<int>), typeof(ConcurrentBag<int>),
        typeof(Collection<int>), typeof(ObservableCollection<int>), typeof(ArrayList), typeof(Hashtable), typeof(JsonDocument), typeof(JsonNode),
        typeof(JsonObject), typeof(CultureInfo), typeof(TimeZoneInfo), typeof(Regex), typeof(Type), typeof(IPAddress), typeof(IPEndPoint),
        typeof(nint), typeof(nuint), typeof(Random), typeof(Stream), typeof(CancellationToken), typeof(LinkedListNode<int>), typeof(Basket),
        typeof(Color), typeof(Cached), typeof(Overlapping), typeof(Exception),
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public void Type_that_would_come_back_as_something_else_is_refused_with_a_way_out(Type type)
    {
        foreach (var refused in new[] { type, typeof(List<>).MakeGenericType(type), typeof(ValueTuple<,>).MakeGenericType(typeof(int), type) })
        {
            var error = Should.Throw<StreamProcessingException>(() => new StateSerializers().Of(refused));

            error.Message.ShouldContain("cannot be kept in state");
            error.Message.ShouldMatch("(Use|Keep|Declare|Override|Mark) ");
        }
    }

    [Fact]
    public void Refusal_names_job_operator_state_type_member_and_way_out() =>
        Should.Throw<StreamProcessingException>(() => JobWith<Kennel>().Build()).Message.ShouldBe(
            "The operator 'process' of the job 'job' cannot have the state 'state'. " +
            "The type AkkaStreamProc.Operators.Tests.State.StateRefusalTests.Kennel cannot be kept in state: its member 'Inhabitants[].Value[]' of the type " +
            "AkkaStreamProc.Operators.Tests.State.StateRefusalTests.Animal is the base of AkkaStreamProc.Operators.Tests.State.StateRefusalTests+Dog, which is not declared, " +
            "so that a restore could not tell them apart. Declare derived types with [StateDerivedType(typeof(Dog))] on Animal, or seal it.");

    [Fact]
    public void Accumulators_are_judged_like_the_states_of_functions()
    {
        var job = new JobBuilder("job");
        job.FromSource(new IdleSource<Animal>(), WatermarkStrategy<Animal>.Monotonous().WithTimestamps(_ => 0L))
            .KeyBy(a => a.Name).Window(TumblingWindows.OfEventTime(TimeSpan.FromHours(1))).Reduce((a, _) => a, "latest").SinkTo(new IdleSink<WindowResult<string, Animal>>());

        Should.Throw<StreamProcessingException>(() => job.Build()).Message.ShouldStartWith("The operator 'latest' of the job 'job' cannot have the state 'panes'.");
    }

    [Fact]
    public void Refusal_is_the_same_every_time()
    {
        var serializers = new StateSerializers();
        var first = Should.Throw<StreamProcessingException>(() => serializers.Of<Kennel>()).Message;

        Should.Throw<StreamProcessingException>(() => serializers.Of<Kennel>()).Message.ShouldBe(first);
        Should.Throw<StreamProcessingException>(() => serializers.Of<Animal>());
    }

    [Fact]
    public void State_cannot_be_used_while_it_is_declared()
    {
        var job = new JobBuilder("job");
        var keyed = job.FromSource(new IdleSource<string>(), WatermarkStrategy<string>.None()).KeyBy(s => s);

        Should.Throw<StreamProcessingException>(() => keyed.Process(() => new Hasty())).Message.ShouldContain("'state' was used while it was declared");
    }

    private static JobBuilder JobWith<T>()
    {
        var job = new JobBuilder("job");
        job.FromSource(new IdleSource<string>(), WatermarkStrategy<string>.None()).KeyBy(s => s).Process(() => new Keeping<T>()).SinkTo(new IdleSink<string>());
        return job;
    }

    private sealed class Keeping<T> : ProcessFunction<string, string, string>
    {
        public override void Open(StateDeclarations states) => states.Value<T>("state");

        public override void Process(string record, ProcessContext<string, string> context)
        {
        }
    }

    private sealed class Hasty : ProcessFunction<string, string, string>
    {
        public override void Open(StateDeclarations states) => states.Value<int>("state").Value = 1;

        public override void Process(string record, ProcessContext<string, string> context)
        {
        }
    }
}
