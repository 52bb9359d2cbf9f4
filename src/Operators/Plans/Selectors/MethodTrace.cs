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

    // What decides between ways.
    private static readonly FrozenSet<OpCode> Decisions = new[]
    {
        OpCodes.Brtrue, OpCodes.Brtrue_S, OpCodes.Brfalse, OpCodes.Brfalse_S, OpCodes.Beq, OpCodes.Beq_S, OpCodes.Bne_Un, OpCodes.Bne_Un_S,
        OpCodes.Bge, OpCodes.Bge_S, OpCodes.Bge_Un, OpCodes.Bge_Un_S, OpCodes.Bgt, OpCodes.Bgt_S, OpCodes.Bgt_Un, OpCodes.Bgt_Un_S,
        OpCodes.Ble, OpCodes.Ble_S, OpCodes.Ble_Un, OpCodes.Ble_Un_S, OpCodes.Blt, OpCodes.Blt_S, OpCodes.Blt_Un, OpCodes.Blt_Un_S,
    }.ToFrozenSet();

    private static readonly FrozenSet<OpCode> Comparisons = new[] { OpCodes.Ceq, OpCodes.Cgt, OpCodes.Cgt_Un, OpCodes.Clt, OpCodes.Clt_Un }.ToFrozenSet();

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
            if (!TryDecode(code, position, out var op, out position))
            {
                return false;
            }

            var operand = code.AsSpan(position);
            position += LengthOf(op, operand);
            if (op == OpCodes.Ldc_I4_0 || op == OpCodes.Ldc_I4_1)
            {
                var use = UseOf(code, position, isZero: op == OpCodes.Ldc_I4_0);
                if (use == NumberUse.Decision)
                {
                    continue;
                }

                if (use == NumberUse.Unclear)
                {
                    return false;
                }
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

    /// <summary>What becomes of a 0 or 1: builds for debugging put one before what decides, and those for release make a comparison of a choice between them.</summary>
    /// <param name="code">The instructions.</param>
    /// <param name="position">Behind the one that loads it.</param>
    /// <param name="isZero">Whether it is 0.</param>
    private static NumberUse UseOf(byte[] code, int position, bool isZero)
    {
        var isAmbiguous = false;
        for (var steps = 0; steps < code.Length && TryDecode(code, position, out var op, out var operand); steps++)
        {
            var next = operand + LengthOf(op, code.AsSpan(operand));
            if (op == OpCodes.Nop)
            {
                position = next;
            }
            else if (op == OpCodes.Br || op == OpCodes.Br_S)
            {
                position = next + (op == OpCodes.Br ? BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(operand)) : (sbyte)code[operand]);
            }
            else if (Decisions.Contains(op))
            {
                return NumberUse.Decision;
            }
            else if (Comparisons.Contains(op))
            {
                // It may have been a choice between 0 and 1, and the other one as well.
                isAmbiguous |= isZero && (op == OpCodes.Ceq || op == OpCodes.Cgt_Un);
                position = next;
            }
            else if ((op == OpCodes.Ldc_I4_0 || op == OpCodes.Ldc_I4_1) && TryDecode(code, next, out var comparison, out var behind) && Comparisons.Contains(comparison))
            {
                isAmbiguous |= op == OpCodes.Ldc_I4_0;
                position = behind;
            }
            else if (LocalOf(op, code.AsSpan(operand), OpCodes.Stloc_0, OpCodes.Stloc_S) is { } stored)
            {
                var read = next;
                while (TryDecode(code, read, out var jump, out var distance) && (jump == OpCodes.Br_S || jump == OpCodes.Nop))
                {
                    read = jump == OpCodes.Nop ? distance : distance + 1 + (sbyte)code[distance];
                }

                if (!TryDecode(code, read, out var load, out var loaded) || LocalOf(load, code.AsSpan(loaded), OpCodes.Ldloc_0, OpCodes.Ldloc_S) != stored)
                {
                    // A variable, which may be used in many places.
                    return isAmbiguous ? NumberUse.Unclear : NumberUse.Value;
                }

                position = loaded + LengthOf(load, code.AsSpan(loaded));
            }
            else
            {
                return isAmbiguous ? NumberUse.Unclear : NumberUse.Value;
            }
        }

        return NumberUse.Unclear;
    }

    private static bool TryDecode(byte[] code, int position, out OpCode op, out int operand)
    {
        operand = position + 1;
        op = default;
        if (position < 0 || position >= code.Length)
        {
            return false;
        }

        short value = code[position];
        if (value == 0xFE && operand < code.Length)
        {
            value = (short)(0xFE00 | code[operand++]);
        }

        return Codes.TryGetValue(value, out op);
    }

    /// <summary>The local variable that an instruction stores or loads; <see langword="null"/> where it does something else.</summary>
    private static int? LocalOf(OpCode op, ReadOnlySpan<byte> operand, OpCode first, OpCode shortForm) =>
        op == shortForm ? operand[0] : op.Size == 1 && op.Value >= first.Value && op.Value <= first.Value + 3 ? op.Value - first.Value : null;

    private static bool IsClosure(Type type) => type.Name.StartsWith("<>c", StringComparison.Ordinal);

    /// <summary>What a number is there for.</summary>
    private enum NumberUse
    {
        /// <summary>It is a part of what comes of the code.</summary>
        Value,

        /// <summary>Something is compared with it, to decide between ways.</summary>
        Decision,

        /// <summary>Builds write different code for the same, and the same for what differs.</summary>
        Unclear,
    }

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
