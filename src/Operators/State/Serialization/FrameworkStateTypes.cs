using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;

namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>The framework's types: those that come back exactly, and why others do not.</summary>
internal static class FrameworkStateTypes
{
    private const string Serializer = "or give it a serializer (JobBuilder.UseStateSerializer, or one of the state).";

    private static readonly Dictionary<Type, Type> Exact = new()
    {
        [typeof(List<>)] = typeof(ListStateSerializer<>),
        [typeof(Queue<>)] = typeof(QueueStateSerializer<>),
        [typeof(Stack<>)] = typeof(StackStateSerializer<>),
        [typeof(LinkedList<>)] = typeof(LinkedListStateSerializer<>),
        [typeof(HashSet<>)] = typeof(HashSetStateSerializer<>),
        [typeof(SortedSet<>)] = typeof(SortedSetStateSerializer<>),
        [typeof(Dictionary<,>)] = typeof(DictionaryStateSerializer<,>),
        [typeof(SortedDictionary<,>)] = typeof(SortedDictionaryStateSerializer<,>),
        [typeof(SortedList<,>)] = typeof(SortedListStateSerializer<,>),
        [typeof(PriorityQueue<,>)] = typeof(PriorityQueueStateSerializer<,>),
        [typeof(BitArray)] = typeof(BitArrayStateSerializer),
        [typeof(StringBuilder)] = typeof(StringBuilderStateSerializer),
        [typeof(ImmutableArray<>)] = typeof(ImmutableArrayStateSerializer<>),
        [typeof(ImmutableList<>)] = typeof(ImmutableListStateSerializer<>),
        [typeof(ImmutableQueue<>)] = typeof(ImmutableQueueStateSerializer<>),
        [typeof(ImmutableStack<>)] = typeof(ImmutableStackStateSerializer<>),
        [typeof(ImmutableHashSet<>)] = typeof(ImmutableHashSetStateSerializer<>),
        [typeof(ImmutableSortedSet<>)] = typeof(ImmutableSortedSetStateSerializer<>),
        [typeof(ImmutableDictionary<,>)] = typeof(ImmutableDictionaryStateSerializer<,>),
        [typeof(ImmutableSortedDictionary<,>)] = typeof(ImmutableSortedDictionaryStateSerializer<,>),
    };

    private static readonly Type[] StructuralTypes =
    [
        typeof(KeyValuePair<,>), typeof(ValueTuple),
        typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>), typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>), typeof(ValueTuple<,,,,,,,>),
        typeof(Tuple<>), typeof(Tuple<,>), typeof(Tuple<,,>), typeof(Tuple<,,,>), typeof(Tuple<,,,,>), typeof(Tuple<,,,,,>), typeof(Tuple<,,,,,,>), typeof(Tuple<,,,,,,,>),
    ];

    private static readonly Dictionary<string, string> Instead = new()
    {
        ["System.Object"] = "Declare the type of the values, or a base type with [StateDerivedType],",
        ["System.Collections.ArrayList"] = "Use List<T>,",
        ["System.Collections.Hashtable"] = "Use Dictionary<TKey, TValue>,",
        ["System.Lazy`1"] = "Keep the value,",
        ["System.Memory`1"] = "Use an array, List<T> or ImmutableArray<T>,",
        ["System.ReadOnlyMemory`1"] = "Use an array or ImmutableArray<T>,",
        ["System.ArraySegment`1"] = "Use an array or List<T>,",
        ["System.Buffers.ReadOnlySequence`1"] = "Use an array or ImmutableArray<T>,",
        ["System.IntPtr"] = "Use long,",
        ["System.UIntPtr"] = "Use ulong,",
        ["System.Type"] = "Keep its name,",
        ["System.Globalization.CultureInfo"] = "Keep its name,",
        ["System.TimeZoneInfo"] = "Keep its id,",
        ["System.Text.RegularExpressions.Regex"] = "Keep its pattern,",
        ["System.Net.IPAddress"] = "Keep its bytes or its text,",
        ["System.Net.IPEndPoint"] = "Keep its text,",
        ["System.Text.Json.JsonDocument"] = "Keep a clone of its root element (JsonElement), or the text,",
        ["System.Text.Json.Nodes.JsonNode"] = "Keep a JsonElement or the text,",
        ["System.Text.Json.Nodes.JsonObject"] = "Keep a JsonElement or the text,",
        ["System.Text.Json.Nodes.JsonArray"] = "Keep a JsonElement or the text,",
        ["System.Collections.Frozen.FrozenSet`1"] = "Use ImmutableHashSet<T>,",
        ["System.Collections.Frozen.FrozenDictionary`2"] = "Use ImmutableDictionary<TKey, TValue>,",
        ["System.Collections.Concurrent.ConcurrentDictionary`2"] = "Use Dictionary<TKey, TValue> (an operator has one thread),",
        ["System.Collections.Concurrent.ConcurrentBag`1"] = "Use List<T> (an operator has one thread),",
        ["System.Collections.Concurrent.ConcurrentQueue`1"] = "Use Queue<T> (an operator has one thread),",
        ["System.Collections.Concurrent.ConcurrentStack`1"] = "Use Stack<T> (an operator has one thread),",
        ["System.Collections.ObjectModel.Collection`1"] = "Use List<T>,",
        ["System.Collections.ObjectModel.ObservableCollection`1"] = "Use List<T>,",
        ["System.Collections.ObjectModel.ReadOnlyCollection`1"] = "Use ImmutableList<T>,",
        ["System.Collections.ObjectModel.ReadOnlyDictionary`2"] = "Use ImmutableDictionary<TKey, TValue>,",
    };

    /// <summary>The serializer of a type that comes back exactly, as its definition.</summary>
    public static Type? Find(Type type) => Exact.GetValueOrDefault(Definition(type));

    /// <summary>The type that schemas call so and that comes back exactly, as its definition.</summary>
    public static Type? Named(string name, int arguments) =>
        Exact.Keys.FirstOrDefault(type => StateSchema.NameWithoutArguments(type) == name && type.GetGenericArguments().Length == arguments);

    /// <summary>The type that schemas call so and that is nothing but its fields, as its definition.</summary>
    public static Type? Structural(string name, int arguments) =>
        StructuralTypes.FirstOrDefault(type => StateSchema.NameWithoutArguments(type) == name && type.GetGenericArguments().Length == arguments);

    /// <summary>Whether a type is nothing but its fields.</summary>
    public static bool IsStructural(Type type) =>
        StateTypes.IsFramework(type)
        && (typeof(ITuple).IsAssignableFrom(type) || type == typeof(ValueTuple) || Definition(type) == typeof(KeyValuePair<,>));

    /// <summary>Why a type cannot be kept whatever it consists of.</summary>
    /// <returns>What it is, as what follows "it"; and what to do.</returns>
    public static (string What, string WayOut)? RefusalOf(Type type)
    {
        if (type.IsPointer || type.IsFunctionPointer || type.IsByRef || type.IsByRefLike)
        {
            return ("is an address", "Keep what it points to.");
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return ("is a delegate, whose code and captured variables no restore can make again", "Keep the data that it is made from.");
        }

        if (!StateTypes.IsFramework(type))
        {
            return null;
        }

        if (type.Namespace == "System.Threading.Tasks")
        {
            return ("is work in progress", "Keep its result.");
        }

        var instead = Instead.GetValueOrDefault(Definition(type).FullName!, "Keep the data that it is made from,");
        return type.IsInterface
            ? ("is an interface, of which a restore could not tell the class", $"Declare the class itself, such as List<T>, T[], ImmutableList<T> or Dictionary<TKey, TValue>, {Serializer}")
            : ("is none of the framework's types that come back exactly as they were", $"{instead} {Serializer}");
    }

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;
}
