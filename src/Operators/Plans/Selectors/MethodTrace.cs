using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Reflection;
using System.Reflection.Emit;

namespace AkkaStreamProc.Operators.Plans.Selectors;

/// <summary>The text of compiled code (<see cref="SelectorTrace"/>).</summary>
/// <remarks>Reads the instructions (ECMA-335, part III) and leaves out what only moves values about, which differs from build to build.</remarks>
internal sealed class MethodTrace
{
    private const int MaxDepth = 4;

    private static readonly FrozenDictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToFrozenDictionary(code => code.Value);

    private static readonly FrozenDictionary<OpCode, string> Operations = new Dictionary<OpCode, string>
    {
        [OpCodes.Add] = "add",
        [OpCodes.Add_Ovf] = "add",
        [OpCodes.Add_Ovf_Un] = "add",
        [OpCodes.Sub] = "sub",
        [OpCodes.Sub_Ovf] = "sub",
        [OpCodes.Sub_Ovf_Un] = "sub",
        [OpCodes.Mul] = "mul",
        [OpCodes.Mul_Ovf] = "mul",
        [OpCodes.Mul_Ovf_Un] = "mul",
        [OpCodes.Div] = "div",
        [OpCodes.Div_Un] = "div",
        [OpCodes.Rem] = "rem",
        [OpCodes.Rem_Un] = "rem",
        [OpCodes.And] = "and",
        [OpCodes.Or] = "or",
        [OpCodes.Xor] = "xor",
        [OpCodes.Shl] = "shl",
        [OpCodes.Shr] = "shr",
        [OpCodes.Shr_Un] = "shr",
        [OpCodes.Neg] = "neg",
        [OpCodes.Not] = "not",
        [OpCodes.Conv_I1] = nameof(SByte),
        [OpCodes.Conv_Ovf_I1] = nameof(SByte),
        [OpCodes.Conv_U1] = nameof(Byte),
        [OpCodes.Conv_Ovf_U1] = nameof(Byte),
        [OpCodes.Conv_I2] = nameof(Int16),
        [OpCodes.Conv_Ovf_I2] = nameof(Int16),
        [OpCodes.Conv_U2] = nameof(UInt16),
        [OpCodes.Conv_Ovf_U2] = nameof(UInt16),
    }.ToFrozenDictionary();

    // What decides between ways: builds for debugging put a number before each.
    private static readonly FrozenSet<OpCode> Decisions = new[]
    {
        OpCodes.Brtrue, OpCodes.Brtrue_S, OpCodes.Brfalse, OpCodes.Brfalse_S, OpCodes.Beq, OpCodes.Beq_S, OpCodes.Bne_Un, OpCodes.Bne_Un_S,
        OpCodes.Bge, OpCodes.Bge_S, OpCodes.Bge_Un, OpCodes.Bge_Un_S, OpCodes.Bgt, OpCodes.Bgt_S, OpCodes.Bgt_Un, OpCodes.Bgt_Un_S,
        OpCodes.Ble, OpCodes.Ble_S, OpCodes.Ble_Un, OpCodes.Ble_Un_S, OpCodes.Blt, OpCodes.Blt_S, OpCodes.Blt_Un, OpCodes.Blt_Un_S,
        OpCodes.Ceq, OpCodes.Cgt, OpCodes.Cgt_Un, OpCodes.Clt, OpCodes.Clt_Un, OpCodes.Stloc, OpCodes.Stloc_S, OpCodes.Stloc_0, OpCodes.Stloc_1, OpCodes.Stloc_2, OpCodes.Stloc_3,
    }.ToFrozenSet();

    private readonly List<string> _uses = [];

    // The closure around another that was asked for last: what follows is a field of it.
    private object? _closure;

    public static string? Of(Delegate selector)
    {
        var trace = new MethodTrace();
        return trace.Read(selector.Method, selector.Target, depth: 0) ? string.Join(" ", trace._uses) : null;
    }

    /// <returns>Whether all of it could be read.</returns>
    private bool Read(MethodBase method, object? target, int depth)
    {
        // Of what was compiled at run time there is nothing to read.
        if (depth > MaxDepth || method.DeclaringType is null || method.GetMethodBody()?.GetILAsByteArray() is not { } code)
        {
            return false;
        }

        // Of the library's own code only what it was given counts, whatever the version of the library.
        if (method.Module.Assembly == typeof(MethodTrace).Assembly)
        {
            return (target?.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic) ?? []).OrderBy(f => f.Name, StringComparer.Ordinal)
                .Select(f => f.GetValue(target)).OfType<Delegate>().All(given => Read(given.Method, given.Target, depth + 1));
        }

        // A method that stands where a lambda could says what it takes by its name, too; a lambda has none of its own.
        if (!TraceNames.IsCompilerMade(method.Name))
        {
            _uses.Add(method.Name);
        }

        for (var position = 0; position < code.Length;)
        {
            short value = code[position++];
            if (value == 0xFE)
            {
                value = (short)(0xFE00 | code[position++]);
            }

            if (!Codes.TryGetValue(value, out var op))
            {
                return false;
            }

            var operand = code.AsSpan(position);
            position += LengthOf(op, operand);
            if ((op == OpCodes.Ldc_I4_0 || op == OpCodes.Ldc_I4_1) && position < code.Length && IsDecision(code, position))
            {
                continue;
            }

            if (!Note(op, operand, method, target, depth))
            {
                return false;
            }
        }

        return true;
    }

    private bool Note(OpCode op, ReadOnlySpan<byte> operand, MethodBase method, object? target, int depth)
    {
        switch (op.OperandType)
        {
            case OperandType.InlineMethod:
                return Resolve(method, operand) is MethodBase called && Call(op, called, depth);
            case OperandType.InlineField:
                return Resolve(method, operand) is FieldInfo field && Field(op, field, target, depth);
            case OperandType.InlineString:
                _uses.Add(TraceNames.OfConstant(method.Module.ResolveString(BinaryPrimitives.ReadInt32LittleEndian(operand))));
                return true;
            case OperandType.InlineI:
                return Constant(BinaryPrimitives.ReadInt32LittleEndian(operand));
            case OperandType.ShortInlineI when op == OpCodes.Ldc_I4_S:
                return Constant((sbyte)operand[0]);
            case OperandType.InlineI8:
                return Constant(BinaryPrimitives.ReadInt64LittleEndian(operand));
            case OperandType.InlineR:
                return Constant(BinaryPrimitives.ReadDoubleLittleEndian(operand));
            case OperandType.ShortInlineR:
                return Constant(BinaryPrimitives.ReadSingleLittleEndian(operand));
            case OperandType.InlineNone when op.Value >= OpCodes.Ldc_I4_M1.Value && op.Value <= OpCodes.Ldc_I4_8.Value:
                return Constant(op.Value - OpCodes.Ldc_I4_0.Value);
            default:
                if (Operations.TryGetValue(op, out var operation))
                {
                    _uses.Add(operation);
                }

                return true;
        }
    }

    private bool Call(OpCode op, MethodBase called, int depth)
    {
        // A lambda within, or a local function: its code says what it is.
        if (TraceNames.IsCompilerMade(called.Name))
        {
            return Read(called, null, depth + 1);
        }

        // Structs are constructed where they stand, or in place.
        if (op == OpCodes.Newobj || called.IsConstructor)
        {
            if (called.DeclaringType != typeof(object) && !typeof(Delegate).IsAssignableFrom(called.DeclaringType) && !IsClosure(called.DeclaringType!))
            {
                _uses.Add($"new({called.GetParameters().Length})");
            }
        }
        else if (called.Name is "op_Implicit" or "op_Explicit")
        {
            // As the conversions of numbers, which are instructions.
            return true;
        }
        else if (called.Name != nameof(Action.Invoke) || !typeof(Delegate).IsAssignableFrom(called.DeclaringType))
        {
            _uses.Add(TraceNames.Of(called));
        }

        return true;
    }

    private bool Field(OpCode op, FieldInfo field, object? target, int depth)
    {
        if (op == OpCodes.Stfld || op == OpCodes.Stsfld)
        {
            if (!TraceNames.IsCompilerMade(field.Name))
            {
                _uses.Add(field.Name);
            }

            return true;
        }

        // What a lambda has captured is what it is made of.
        var owner = _closure is not null && field.DeclaringType!.IsInstanceOfType(_closure) ? _closure : target;
        _closure = null;
        if (owner is not null && IsClosure(field.DeclaringType!) && field.DeclaringType!.IsInstanceOfType(owner))
        {
            switch (field.GetValue(owner))
            {
                case Delegate captured when !field.Name.StartsWith("<>9", StringComparison.Ordinal):
                    return Read(captured.Method, captured.Target, depth + 1);
                case { } closure when IsClosure(closure.GetType()):
                    _closure = closure;
                    return true;
                case { } value when TraceNames.IsConstant(value):
                    _uses.Add(TraceNames.OfConstant(value));
                    return true;
            }
        }

        if (!TraceNames.IsCompilerMade(field.Name))
        {
            _uses.Add(field.Name);
        }

        return true;
    }

    private bool Constant(object value)
    {
        _uses.Add(TraceNames.OfConstant(value));
        return true;
    }

    private static MemberInfo? Resolve(MethodBase method, ReadOnlySpan<byte> operand)
    {
        var types = method.DeclaringType is { IsGenericType: true } owner ? owner.GetGenericArguments() : null;
        return method.Module.ResolveMember(BinaryPrimitives.ReadInt32LittleEndian(operand), types, method.IsGenericMethod ? method.GetGenericArguments() : null);
    }

    private static bool IsDecision(byte[] code, int position)
    {
        short value = code[position];
        return Codes.TryGetValue(value == 0xFE && position + 1 < code.Length ? (short)(0xFE00 | code[position + 1]) : value, out var next) && Decisions.Contains(next);
    }

    private static bool IsClosure(Type type) => type.Name.StartsWith("<>c", StringComparison.Ordinal);

    private static int LengthOf(OpCode op, ReadOnlySpan<byte> operand) => op.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => sizeof(int) + (sizeof(int) * BinaryPrimitives.ReadInt32LittleEndian(operand)),
        _ => 4,
    };
}
