using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace AkkaStreamProc.Operators.Tests.State.Evolution;

/// <summary>
/// A program that keeps state, in two versions: its types are made at random, changed at random, and compiled into two assemblies, so that both
/// have the same names. Knows what a value of the first must become in the second, from the changes alone.
/// </summary>
internal sealed class RandomTypes
{
    private static readonly Type[] Scalars =
        [typeof(sbyte), typeof(byte), typeof(short), typeof(int), typeof(uint), typeof(long), typeof(float), typeof(double), typeof(decimal), typeof(bool), typeof(string), typeof(DateTime), typeof(Guid), typeof(Version)];

    private static readonly (Type From, Type To)[] Wider =
        [(typeof(sbyte), typeof(int)), (typeof(byte), typeof(uint)), (typeof(short), typeof(float)), (typeof(int), typeof(long)), (typeof(int), typeof(double)), (typeof(uint), typeof(long)), (typeof(long), typeof(decimal)), (typeof(float), typeof(double))];

    private readonly Random _random;
    private readonly List<Own> _types = [];
    private readonly Dictionary<Own, (Type First, Type Second)> _compiled = [];
    private readonly Dictionary<Type, object> _collections = [];
    private Dictionary<Own, List<object>> _made = [];

    public RandomTypes(int seed)
    {
        _random = new Random(seed);
        for (var i = _random.Next(1, 6); i > 0; i--)
        {
            var own = new Own($"Shop.T{_types.Count}", IsStruct: _random.Next(4) == 0, IsMutable: _random.Next(2) == 0, WasMutable: _random.Next(2) == 0);
            for (var m = _random.Next(1, 7); m > 0; m--)
            {
                own.Members.Add(Change(new Member($"m{own.Members.Count}", MakeForm(2))));
            }

            _types.Add(own);
        }

        Root = _types[^1];
        Compile();
    }

    public Own Root { get; }

    public Type First => _compiled[Root].First;

    public Type Second => _compiled[Root].Second;

    /// <summary>A value of the first version; the same object may be in it several times.</summary>
    public object Value()
    {
        _made = [];
        _collections.Clear();
        return Value(Root, 3)!;
    }

    /// <summary>What a value of the first version must become.</summary>
    public string Expected(object first) => new Rendering(this, isFirst: true).Of(Root, first);

    /// <summary>What a value of the second version is.</summary>
    public string Actual(object second) => new Rendering(this, isFirst: false).Of(Root, second);

    public override string ToString() => string.Join("; ", _types);

    private Form MakeForm(int depth) => _random.Next(depth == 0 ? 6 : 12) switch
    {
        < 5 => new Form(Scalars[_random.Next(Scalars.Length)]),
        5 => new Form(typeof(Nullable<>), new Form(typeof(int))),
        6 => new Form(typeof(List<>), MakeForm(depth - 1)),
        7 => new Form(typeof(Array), MakeForm(depth - 1)),
        8 => new Form(typeof(Dictionary<,>), MakeForm(depth - 1)),
        _ => _types.Count == 0 ? new Form(typeof(int)) : new Form(_types[_random.Next(_types.Count)]),
    };

    private Member Change(Member member) => _random.Next(9) switch
    {
        0 => member with { Change = MemberChange.Gone },
        1 => member with { Change = MemberChange.New },
        2 or 3 => member with { Change = MemberChange.Renamed },
        _ => member,
    };

    /// <summary>The second version of a form, decided once: the same for each place that the first version has it in.</summary>
    private static Form Widened(Form form)
    {
        if (form.Own is not null)
        {
            return form;
        }

        if (form.Element is { } element)
        {
            return form with { Element = form.Type == typeof(Nullable<>) ? element : Widened(element) };
        }

        // Which of several follows from the type alone.
        return Wider.FirstOrDefault(w => w.From == form.Type).To is { } wider ? new Form(wider) : form;
    }

    private void Compile()
    {
        foreach (var isFirst in new[] { true, false })
        {
            var module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName(isFirst ? "First" : "Second"), AssemblyBuilderAccess.Run).DefineDynamicModule("types");
            var built = new Dictionary<Own, Type>();
            foreach (var own in _types)
            {
                var type = module.DefineType(own.Name, TypeAttributes.Public | TypeAttributes.Sealed | (own.IsStruct ? TypeAttributes.SequentialLayout : 0), own.IsStruct ? typeof(ValueType) : typeof(object));
                var isMutable = isFirst ? own.WasMutable : own.IsMutable;
                foreach (var member in own.Members.Where(m => m.Change != (isFirst ? MemberChange.New : MemberChange.Gone)))
                {
                    var field = type.DefineField(
                        isFirst ? member.Name : member.NewName,
                        TypeOf(isFirst ? member.Form : Widened(member.Form), built),
                        FieldAttributes.Public | (isMutable ? 0 : FieldAttributes.InitOnly));
                    if (!isFirst && member.Change == MemberChange.Renamed)
                    {
                        field.SetCustomAttribute(new CustomAttributeBuilder(typeof(FormerNameAttribute).GetConstructors()[0], [member.Name]));
                    }
                }

                if (!own.IsStruct)
                {
                    type.DefineDefaultConstructor(MethodAttributes.Public);
                }

                built.Add(own, type.CreateType());
            }

            foreach (var (own, type) in built)
            {
                _compiled[own] = isFirst ? (type, typeof(object)) : (_compiled[own].First, type);
            }
        }
    }

    private static Type TypeOf(Form form, Dictionary<Own, Type> types)
    {
        if (form.Own is { } own)
        {
            return types[own];
        }

        if (form.Element is not { } element)
        {
            return form.Type!;
        }

        var of = TypeOf(element, types);
        return form.Type == typeof(Array) ? of.MakeArrayType()
            : form.Type == typeof(Dictionary<,>) ? typeof(Dictionary<,>).MakeGenericType(typeof(string), of)
            : form.Type!.MakeGenericType(of);
    }

    private object? Value(Own own, int depth)
    {
        var made = _made.TryGetValue(own, out var known) ? known : _made[own] = [];
        if (!own.IsStruct && made.Count > 0 && _random.Next(2) == 0)
        {
            return made[_random.Next(made.Count)];
        }

        if (!own.IsStruct && (depth == 0 || (own != Root && _random.Next(5) == 0)))
        {
            return null;
        }

        var type = _compiled[own].First;
        var value = own.IsStruct ? Activator.CreateInstance(type)! : RuntimeHelpers.GetUninitializedObject(type);
        foreach (var member in own.Members.Where(m => m.Change != MemberChange.New))
        {
            type.GetField(member.Name)!.SetValue(value, Value(member.Form, type.GetField(member.Name)!.FieldType, depth - 1));
        }

        if (!own.IsStruct)
        {
            made.Add(value);
        }

        return value;
    }

    private object? Value(Form form, Type type, int depth)
    {
        if (form.Own is { } own)
        {
            return Value(own, Math.Max(depth, 0));
        }

        if (form.Element is { } element && form.Type != typeof(Nullable<>))
        {
            // The same collection in several places.
            if (_collections.TryGetValue(type, out var known) && _random.Next(3) == 0)
            {
                return known;
            }

            var count = depth < 0 ? 0 : _random.Next(4);
            var of = form.Type == typeof(Array) ? type.GetElementType()! : type.GetGenericArguments()[^1];
            var elements = Enumerable.Range(0, count).Select(_ => Value(element, of, depth - 1)).ToList();
            var collection = _random.Next(8) == 0 ? null : Activator.CreateInstance(type, form.Type == typeof(Array) ? [count] : []);
            switch (collection)
            {
                case Array array:
                    elements.Select((value, i) => (value, i)).ToList().ForEach(e => array.SetValue(e.value, e.i));
                    break;
                case IDictionary map:
                    elements.ForEach(value => map.Add($"k{map.Count}", value));
                    break;
                case IList list:
                    elements.ForEach(value => list.Add(value));
                    break;
            }

            if (collection is not null)
            {
                _collections[type] = collection;
            }

            return collection;
        }

        return Scalar(form.Element?.Type ?? form.Type!, isNullable: form.Element is not null);
    }

    private object? Scalar(Type type, bool isNullable)
    {
        if ((isNullable || !type.IsValueType) && _random.Next(4) == 0)
        {
            return null;
        }

        var number = _random.Next(-120, 120);
        return type == typeof(string) ? $"s{number}"
            : type == typeof(bool) ? number > 0
            : type == typeof(DateTime) ? new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(number)
            : type == typeof(Guid) ? new Guid(number, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8])
            : type == typeof(Version) ? new Version(1, Math.Abs(number))
            : Convert.ChangeType(type == typeof(byte) || type == typeof(uint) ? Math.Abs(number) : number, type, CultureInfo.InvariantCulture);
    }

    /// <summary>A type of the program.</summary>
    internal sealed record Own(string Name, bool IsStruct, bool IsMutable, bool WasMutable)
    {
        public List<Member> Members { get; } = [];

        /// <summary>Whether it could be told which of its objects are the same: they could be changed, for which they need a member.</summary>
        public bool HadIdentity => !IsStruct && WasMutable && Members.Any(m => m.Change != MemberChange.New);

        public bool Equals(Own? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

        public override string ToString() => $"{Name} {(IsStruct ? "struct" : WasMutable ? "mutable" : "immutable")} ({string.Join(", ", Members)})";
    }

    /// <summary>What a member is made of: a type of .NET, one of the program, or a collection.</summary>
    internal sealed record Form(Type? Type, Form? Element = null)
    {
        public Form(Own own)
            : this((Type?)null) => Own = own;

        public Own? Own { get; }

        public override string ToString() => Own?.Name ?? (Element is null ? Type!.Name : $"{Type!.Name}<{Element}>");
    }

    internal sealed record Member(string Name, Form Form, MemberChange Change = MemberChange.None)
    {
        public string NewName => Change == MemberChange.Renamed ? $"n{Name}" : Name;

        public override string ToString() => $"{Name}: {Form} {Change}";
    }

    internal enum MemberChange
    {
        None,
        Gone,
        New,
        Renamed,
    }

    /// <summary>A value as a text of the second version; objects that could be changed in the first are numbered.</summary>
    private sealed class Rendering(RandomTypes types, bool isFirst)
    {
        private readonly Dictionary<object, int> _numbers = new(ReferenceEqualityComparer.Instance);

        public string Of(Own own, object? value)
        {
            if (value is null)
            {
                return "null";
            }

            var number = "";
            if (own.HadIdentity)
            {
                if (_numbers.TryGetValue(value, out var known))
                {
                    return $"#{known}";
                }

                _numbers.Add(value, _numbers.Count);
                number = $"#{_numbers.Count - 1}";
            }

            var type = isFirst ? types._compiled[own].First : types._compiled[own].Second;
            value.GetType().ShouldBe(type);
            return $"{own.Name}{number}{{{string.Join(",", own.Members.Where(m => m.Change != MemberChange.Gone).Select(m => $"{m.NewName}={Of(m, type, value)}"))}}}";
        }

        private string Of(Member member, Type type, object value)
        {
            var now = Widened(member.Form);
            return isFirst && member.Change == MemberChange.New
                ? Default(now)
                : Of(now, type.GetField(isFirst ? member.Name : member.NewName)!.GetValue(value));
        }

        private string Default(Form form) =>
            form.Own is { IsStruct: true } own ? $"{own.Name}{{{string.Join(",", own.Members.Where(m => m.Change != MemberChange.Gone).Select(m => $"{m.NewName}={Default(Widened(m.Form))}"))}}}"
            : form is { Own: null, Element: null } && form.Type!.IsValueType ? Text(Activator.CreateInstance(form.Type)!)
            : "null";

        private string Of(Form form, object? value) => value switch
        {
            null => "null",
            _ when form.Own is { } own => Of(own, value),
            IDictionary map => $"{{{string.Join(",", map.Keys.Cast<string>().Order(StringComparer.Ordinal).Select(key => $"{key}={Of(form.Element!, map[key])}"))}}}",
            IEnumerable list when value is not string => $"[{string.Join(",", list.Cast<object?>().Select(element => Of(form.Element!, element)))}]",
            _ => Text(isFirst && form.Element is null ? Convert.ChangeType(value, form.Type!, CultureInfo.InvariantCulture) : value),
        };

        private static string Text(object value) => $"{value.GetType().Name}:{Convert.ToString(value, CultureInfo.InvariantCulture)}";
    }
}
