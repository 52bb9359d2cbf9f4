using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace AkkaStreamProc.Simulation.Tests.Mutants;

/// <summary>Finds and changes instructions, alike in optimized and other builds.</summary>
internal static class Instructions
{
    extension(ModuleDefinition module)
    {
        public TypeDefinition Type(string name) => module.Types.Single(t => t.Name == name);

        public MethodDefinition Method(string type, string method) => module.Type(type).Methods.Single(m => m.Name == method);
    }

    extension(MethodDefinition method)
    {
        /// <summary>The only call of a method by that name.</summary>
        public Instruction Call(string name) => method.Body.Instructions.Single(i => i.IsCallOf(name));

        public FieldReference Field(string name) => method.DeclaringType.Fields.Single(f => f.Name == name);

        /// <summary>Adds a local variable.</summary>
        public VariableDefinition Local(TypeReference type)
        {
            method.Body.Variables.Add(new VariableDefinition(type));
            return method.Body.Variables[^1];
        }

        /// <summary>Inserts in front of an instruction that no branch leads to.</summary>
        public void Before(Instruction next, params ReadOnlySpan<Instruction> inserted)
        {
            // Short branches might no longer reach over what is inserted.
            method.Body.SimplifyMacros();
            foreach (var instruction in inserted)
            {
                method.Body.GetILProcessor().InsertBefore(next, instruction);
            }
        }

        public void After(Instruction last, params ReadOnlySpan<Instruction> inserted) => method.Before(last.Next, inserted);

        /// <summary>Leaves a call of an instance method with one argument out.</summary>
        public void Omit(Instruction call)
        {
            method.After(call, Instruction.Create(OpCodes.Pop));
            (call.OpCode, call.Operand) = (OpCodes.Pop, null);
        }
    }

    extension(TypeDefinition type)
    {
        /// <summary>The methods of the type and of what the compiler made of its lambdas.</summary>
        public IEnumerable<MethodDefinition> AllMethods => type.Methods.Concat(type.NestedTypes.SelectMany(n => n.AllMethods));
    }

    extension(Instruction instruction)
    {
        public bool IsCallOf(string name) =>
            (instruction.OpCode.Code is Code.Call or Code.Callvirt) && instruction.Operand is MethodReference called && called.Name == name;
    }
}
