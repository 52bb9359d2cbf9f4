using System.Collections;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Batches;

/// <summary>How many bytes the records of a batch take, about.</summary>
/// <remarks>
/// Exact for types without references. Of others up to <see cref="Samples"/> records of each batch are looked at, spread over
/// it: their strings, arrays and the objects of the user's own types, three deep; of collections the number of elements. An
/// object that several records hold counts for each. It serves to bound memory, not to account for it.
/// </remarks>
internal static class BatchWeight<T>
{
    private const int Samples = 16;

    private static readonly Func<T, int>? Behind = RuntimeHelpers.IsReferenceOrContainsReferences<T>() ? HeapSize.Compile<T>() : null;

    public static long Of(RecordBatch<T> batch)
    {
        var each = Unsafe.SizeOf<T>() + sizeof(long) + (batch.HasWatermarks ? sizeof(long) : 0) + (batch.HasKinds ? sizeof(RowKind) : 0);
        var weight = (long)each * batch.Count;
        if (Behind is null || batch.Count == 0)
        {
            return weight;
        }

        var values = batch.Values;
        var sampled = 0L;
        var samples = Math.Min(Samples, values.Length);
        for (var i = 0; i < samples; i++)
        {
            sampled += Behind(values[(int)((long)i * values.Length / samples)]);
        }

        return weight + (sampled * values.Length / samples);
    }
}

/// <summary>Compiles what a value refers to into a sum.</summary>
internal static class HeapSize
{
    private const int MaxDepth = 3;
    private const int Header = 16;
    private const int CollectionElement = 32;

    public static Func<T, int> Compile<T>()
    {
        var value = Expression.Parameter(typeof(T));
        return Expression.Lambda<Func<T, int>>(Of(value, 0), value).Compile();
    }

    private static Expression Of(Expression value, int depth)
    {
        var type = value.Type;
        if (type == typeof(string))
        {
            return OrNothing(value, Expression.Add(Expression.Constant(Header + sizeof(int)), Expression.Multiply(Expression.Property(value, nameof(string.Length)), Expression.Constant(sizeof(char)))));
        }

        if (type.IsSZArray)
        {
            var element = type.GetElementType()!;
            var size = SizeOf(element) + (element.IsValueType ? 0 : CollectionElement);
            return OrNothing(value, Expression.Add(Expression.Constant(Header + sizeof(long)), Expression.Multiply(Expression.ArrayLength(value), Expression.Constant(size))));
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>) && depth < MaxDepth)
        {
            return (Expression)typeof(HeapSize).GetMethod(nameof(OfList), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(type.GetGenericArguments()).Invoke(null, [value, depth])!;
        }

        if (!type.IsValueType && (depth == MaxDepth || !StateTypes.IsOwn(type)))
        {
            return Expression.Call(((Func<object?, int>)OfUnknown).Method, Expression.Convert(value, typeof(object)));
        }

        var fields = depth == MaxDepth
            ? Expression.Constant(0)
            : Fields(type).Select(f => Of(Expression.Field(value, f), depth + 1)).Aggregate((Expression)Expression.Constant(0), Expression.Add);
        return type.IsValueType ? fields : OrNothing(value, Expression.Add(Expression.Constant(Header + Fields(type, all: true).Sum(f => SizeOf(f.FieldType))), fields));
    }

    private static IEnumerable<FieldInfo> Fields(Type type, bool all = false) => StateTypes.FieldsOf(type).Where(f => !f.FieldType.IsPointer && (all || HasReferences(f.FieldType)));

    private static ConditionalExpression OrNothing(Expression value, Expression size) =>
        Expression.Condition(Expression.ReferenceEqual(value, Expression.Constant(null)), Expression.Constant(0), size);

    /// <summary>A list by its room and its middle element.</summary>
    private static Expression OfList<T>(Expression list, int depth)
    {
        var element = Expression.Parameter(typeof(T));
        var behind = HasReferences(typeof(T)) ? Expression.Lambda<Func<T, int>>(Of(element, depth + 1), element).Compile() : null;
        Func<List<T>?, int> size = items => items is null
            ? 0
            : (int)Math.Min(
                int.MaxValue,
                (2 * Header) + ((long)items.Capacity * Unsafe.SizeOf<T>()) + (behind is null || items.Count == 0 ? 0 : (long)items.Count * behind(items[items.Count / 2])));
        return Expression.Invoke(Expression.Constant(size), list);
    }

    private static int OfUnknown(object? value) => value switch
    {
        null => 0,
        string text => Header + sizeof(int) + (text.Length * sizeof(char)),
        Array array when array.GetType().GetElementType()!.IsPrimitive => Header + Buffer.ByteLength(array),
        ICollection collection => Header + (CollectionElement * collection.Count),
        _ => Header + CollectionElement,
    };

    private static int SizeOf(Type type) => type.IsValueType ? Ask<int>(nameof(SizeOfValue), type) : IntPtr.Size;

    private static bool HasReferences(Type type) => !type.IsValueType || Ask<bool>(nameof(RefersTo), type);

    private static TAnswer Ask<TAnswer>(string method, Type type) =>
        (TAnswer)typeof(HeapSize).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, null)!;

    private static int SizeOfValue<T>() => Unsafe.SizeOf<T>();

    private static bool RefersTo<T>() => RuntimeHelpers.IsReferenceOrContainsReferences<T>();
}
