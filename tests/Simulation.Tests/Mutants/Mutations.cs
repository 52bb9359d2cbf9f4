using Mono.Cecil;
using Mono.Cecil.Cil;
using static Mono.Cecil.Cil.Instruction;

namespace AkkaStreamProc.Simulation.Tests.Mutants;

/// <summary>The mistakes that the suite must notice.</summary>
internal static class Mutations
{
    private const string Actors = "AkkaStreamProc.Actors";
    private const string Operators = "AkkaStreamProc.Operators";
    private const string TestKit = "AkkaStreamProc.TestKit";

    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("A commit leaves the marker where it was", TestKit, SkipMarker),
        new("A checkpoint id is used again by the next attempt", Actors, ReuseId),
        new("A snapshot is acknowledged before it is saved", Actors, AcknowledgeBeforeSaving),
        new("A barrier is forwarded before the channels are aligned", Actors, ForwardBeforeAlignment),
        new("A channel that has delivered its barrier is not held", Actors, HoldNothing),
        new("A checkpoint is complete with one acknowledgement missing", Actors, CompleteEarly) { IsVisibleWhenCalm = true },
        new("Sinks commit before the completion is journalled", Actors, CommitBeforeJournal),
        new("An attempt restores the oldest checkpoint instead of the last", Actors, RestoreOldest),
        new("State is looked for in the vertex of the same name, wherever the operator ran before", Actors, AddressByVertex),
        new("What was prepared is not settled on restore", Operators, SettleNothing),
        new("A lost message goes unnoticed", Actors, IgnoreGap),
        new("A barrier overtakes what was combined", Operators, module => SendNothing(module, "Flush")),
        new("A watermark overtakes what was combined", Operators, module => SendNothing(module, "FlushUpTo")) { IsVisibleWhenCalm = true },
        new("A router drops the event time of the records", Operators, DropEventTime) { IsVisibleWhenCalm = true },
        new("A row that goes to another subtask is updated in both", Operators, UpdateInBoth) { IsVisibleWhenCalm = true },
        new("The end of a batch parts what a row was from what it is", Operators, PartUpdates) { IsVisibleWhenCalm = true },
        new("A control overtakes records that wait for credit", Actors, OvertakeRecords) { IsVisibleWhenCalm = true },
        new("Event time goes forward one record late", Operators, AdvanceLate) { IsVisibleWhenCalm = true },
        new("A subtask follows one of its channels alone", Actors, FollowOneChannel) { IsVisibleWhenCalm = true },
        new("The result of a timer is late behind what it travels with", Operators, LateResult) { IsVisibleWhenCalm = true },
        new("A submission is known by the name of its job", Actors, NamePlansByJob),
        new("A submission begins beside subtasks that are closing", Actors, TakeAllForClosed),
        new("An end is told before the subtasks have closed", Actors, TellEndEarly),
        new("A savepoint that is on its way answers later requests too", Actors, AnswerWithEarlierSavepoint),
        new("A supervisor does not wait for the subtasks of a lost one", Actors, AwaitNoPredecessors),
        new("Edges between the same two operators are taken for one", Actors, TakeEdgesForOne) { IsVisibleWhenCalm = true },
        new("An input that is not read lets no barrier through", Actors, HoldBarrier),
        new("Closing stops at the first operator that fails", Operators, StopClosing) { IsVisibleWhenCalm = true },
        new("What an enumerator says behind a trigger is taken before the barrier", Actors, TakeAssignmentsAtOnce),
        new("What an enumerator keeps is in no checkpoint", Operators, KeepNothing),
        new("The splits of all subtasks but the first are lost on restore", Operators, RestoreSplitsOfOne),
        new("A broadcast state begins empty behind a restart", Operators, module => RestoreNothing(module, "BroadcastTable`2")),
        new("The list of a subtask begins empty behind a restart", Operators, module => RestoreNothing(module, "SubtaskList`1")),
        new("What is joined with a table is read when that is read, and not when a checkpoint has it", Operators, ReadWithoutCheckpoint) { IsVisibleWhenCalm = true },
        new("A table is loaded with one subtask missing", Actors, LoadWithoutOne) { IsVisibleWhenCalm = true },
        new("A checkpoint that was triggered before a table was loaded lets those read that wait for it", Operators, ReadWithAnyCheckpoint) { IsVisibleWhenCalm = true },
    ];

    /// <summary>The marker is set once and never moved.</summary>
    private static void SkipMarker(ModuleDefinition module)
    {
        var write = module.Method("TransactionalMemory`1", "Write");
        var set = write.Call("set_Item");
        var setItem = (MethodReference)set.Operand;
        var tryAdd = new MethodReference("TryAdd", module.TypeSystem.Boolean, setItem.DeclaringType) { HasThis = true };
        foreach (var parameter in setItem.Parameters)
        {
            tryAdd.Parameters.Add(new ParameterDefinition(parameter.ParameterType));
        }

        set.Operand = tryAdd;
        write.After(set, Create(OpCodes.Pop));
    }

    /// <summary>Ids go on behind the last completed checkpoint instead of behind the last reserved id.</summary>
    private static void ReuseId(ModuleDefinition module)
    {
        var begin = module.Method("BeginningPhase", "Begin");
        var reserved = begin.Body.Instructions.First(i => i.IsCallOf("get_ReservedUpTo"));
        var (some, done) = (Create(OpCodes.Call, module.Method("CompletedCheckpoint", "get_Id")), Create(OpCodes.Nop));
        begin.After(
            reserved,
            Create(OpCodes.Dup),
            Create(OpCodes.Brtrue, some),
            Create(OpCodes.Pop),
            Create(OpCodes.Ldc_I8, 0L),
            Create(OpCodes.Br, done),
            some,
            done);
        reserved.Operand = module.Method("JobHistory", "get_Last");
    }

    private static void AcknowledgeBeforeSaving(ModuleDefinition module)
    {
        var begin = module.Method("SnapshotSaving", "Begin");
        begin.Before(
            begin.Call("Invoke").Previous,
            Create(OpCodes.Ldarg_0),
            Create(OpCodes.Ldarg_1),
            Create(OpCodes.Call, module.Method("SnapshotSaving", "Saved")));
    }

    /// <summary>The first barrier of a checkpoint goes on at once; the snapshot follows when all are there.</summary>
    private static void ForwardBeforeAlignment(ModuleDefinition module)
    {
        var broadcast = module.Method("Subtask", "Broadcast");

        var snapshot = module.Method("Subtask", "Snapshot");
        var forward = snapshot.Call("Broadcast");
        snapshot.Before(
            forward.Previous.Previous,
            Create(OpCodes.Ldarg_0),
            Create(OpCodes.Ldfld, snapshot.Field("_source")),
            Create(OpCodes.Brfalse, forward.Next));

        var handle = module.Method("Subtask", "Handle");
        var barrier = handle.Call("Arrive").Previous.Previous;
        var hold = handle.Call("Hold");
        var rest = hold.Next;
        handle.After(
            hold,
            Create(OpCodes.Ldarg_0),
            Create(OpCodes.Ldfld, handle.Field("_alignment")),
            Create(OpCodes.Call, module.Method("ChannelAlignment", "get_IsUnderWay")),
            Create(OpCodes.Brtrue, rest),
            Create(OpCodes.Ldarg_0),
            Copy(barrier),
            Create(OpCodes.Call, broadcast));
    }

    private static void HoldNothing(ModuleDefinition module)
    {
        var handle = module.Method("Subtask", "Handle");
        handle.Omit(handle.Call("Hold"));
    }

    private static void CompleteEarly(ModuleDefinition module)
    {
        var acknowledged = module.Method("PendingCheckpoint", "get_IsAcknowledged");
        var count = acknowledged.Body.Instructions.Single(i => i.OpCode == OpCodes.Ldc_I4_0);
        count.OpCode = OpCodes.Ldc_I4_2;
        count.Next.OpCode = OpCodes.Clt;
    }

    /// <summary>What follows the write happens in front of it, and then once more.</summary>
    private static void CommitBeforeJournal(ModuleDefinition module)
    {
        var write = module.Method("JobRun", "Write");
        var first = write.Body.Instructions[0];
        write.Before(
            first,
            Create(OpCodes.Ldarg_1),
            Create(OpCodes.Isinst, module.Type("CheckpointCompleted")),
            Create(OpCodes.Brfalse, first),
            Create(OpCodes.Ldarg_0),
            Create(OpCodes.Ldarg_1),
            Create(OpCodes.Ldarg_2),
            Create(OpCodes.Call, module.Method("JobRun", "OnWritten")));
    }

    private static void RestoreOldest(ModuleDefinition module)
    {
        var subtract = module.Method("JobHistory", "get_Last").Body.Instructions.Single(i => i.OpCode == OpCodes.Sub);
        subtract.Previous.OpCode = OpCodes.Ldc_I4_0;
        subtract.OpCode = OpCodes.Mul;
    }

    /// <summary>Where an operator ran in another vertex it finds nothing, as if it were new.</summary>
    private static void AddressByVertex(ModuleDefinition module)
    {
        var snapshots = module.Method("SnapshotGathering", "SnapshotsOf");
        snapshots.After(
            snapshots.Call("get_Vertex"),
            Create(OpCodes.Pop),
            Create(OpCodes.Ldarg_0),
            Create(OpCodes.Ldfld, snapshots.Field("_address")),
            Create(OpCodes.Call, module.Method("SubtaskAddress", "get_Vertex")));
    }

    private static void SettleNothing(ModuleDefinition module)
    {
        var restore = module.Type("TransactionalSinkWriter`1").AllMethods
            .Single(m => m.HasBody && m.Body.Instructions.Any(i => i.IsCallOf("Settle")));
        restore.Omit(restore.Call("Settle"));
    }

    private static void IgnoreGap(ModuleDefinition module)
    {
        var deliver = module.Method("InputGate", "Deliver");
        deliver.Before(
            deliver.Body.Instructions[0],
            Create(OpCodes.Ldarg_0),
            Create(OpCodes.Ldfld, deliver.Field("_expected")),
            Create(OpCodes.Ldarg_1),
            Create(OpCodes.Ldarg_2),
            Create(OpCodes.Stelem_I8));
    }

    /// <summary>Flushes up to a watermark before all others.</summary>
    private static void SendNothing(ModuleDefinition module, string method)
    {
        var flush = module.Method("CombiningRouter`5", method);
        flush.Before(flush.Call("SendUpTo"), Create(OpCodes.Pop), Create(OpCodes.Ldc_I8, long.MinValue));
    }

    private static void DropEventTime(ModuleDefinition module)
    {
        var scatter = module.Method("HashRouter`2", "ScatterWithTime");
        scatter.Before(scatter.Call("Append"), Create(OpCodes.Pop), Create(OpCodes.Ldc_I8, long.MinValue));
    }

    /// <summary>What a row was and what it is stay what they are though they part.</summary>
    private static void UpdateInBoth(ModuleDefinition module)
    {
        var scatter = module.Method("GatheringRouter`1", "Scatter");
        Instruction[] both = [scatter.Body.Instructions.First(i => i.OpCode == OpCodes.Stind_I1), scatter.Body.Instructions.Last(i => i.OpCode == OpCodes.Stind_I1)];
        foreach (var set in both)
        {
            scatter.After(set, Create(OpCodes.Pop));
            set.OpCode = OpCodes.Pop;
        }
    }

    /// <summary>No place is the last one of a batch.</summary>
    private static void PartUpdates(ModuleDefinition module)
    {
        var append = module.Method("Emitter`1", "SetColumns");
        append.After(append.Call("get_Capacity"), Create(OpCodes.Pop), Create(OpCodes.Ldc_I4_0));
    }

    private static void OvertakeRecords(ModuleDefinition module)
    {
        var send = module.Type("OutputChannel").Methods.Single(m => m.Name == "Send" && m.Parameters[0].ParameterType.Name == "ChannelElement");
        send.After(send.Call("get_Count"), Create(OpCodes.Pop), Create(OpCodes.Ldc_I4_0));
    }

    /// <summary>A record is processed at the event time of the one before it in the batch.</summary>
    private static void AdvanceLate(ModuleDefinition module)
    {
        var process = module.Method("ProcessOperator`3", "Process");
        process.Before(
            process.Body.Instructions.First(i => i.OpCode == OpCodes.Ldelem_I8),
            Create(OpCodes.Ldc_I4_1),
            Create(OpCodes.Sub),
            Create(OpCodes.Ldc_I4_0),
            Create(OpCodes.Call, module.ImportReference(typeof(Math).GetMethod(nameof(Math.Max), [typeof(int), typeof(int)]))));
    }

    private static void HoldBarrier(ModuleDefinition module)
    {
        var turn = module.Method("Subtask", "Turn");
        turn.After(turn.Call("get_IsUnderWay"), Create(OpCodes.Pop), Create(OpCodes.Ldc_I4_0));
    }

    private static void FollowOneChannel(ModuleDefinition module)
    {
        var handle = module.Method("Subtask", "Handle");
        var combine = handle.Call("Combine");
        handle.After(combine, Create(OpCodes.Pop), Create(OpCodes.Pop));
        (combine.OpCode, combine.Operand) = (OpCodes.Pop, null);
    }

    private static void LateResult(ModuleDefinition module)
    {
        var fire = module.Method("ProcessOperator`3", "FireEventTimers");
        var subtract = fire.Body.Instructions.Single(i => i.OpCode == OpCodes.Sub);
        (subtract.OpCode, subtract.Operand) = (OpCodes.Pop, null);
    }

    /// <summary>As if a process knew one plan for each job.</summary>
    private static void NamePlansByJob(ModuleDefinition module)
    {
        var name = (MethodReference)module.Method("PlanCatalog", "Register").Call("get_Name").Operand;
        var offer = module.Method("PlanCatalog", "Offer");
        offer.After(offer.Call("ToString"), Create(OpCodes.Pop), Create(OpCodes.Ldarg_1), Create(OpCodes.Callvirt, name));
    }

    private static void TakeAllForClosed(ModuleDefinition module) => Return(module.Method("ClosingPhase", "get_IsClosed"), 1);

    private static void TellEndEarly(ModuleDefinition module)
    {
        var end = module.Method("InactivePhase", "AwaitEnd");
        end.After(end.Call("get_IsClosed"), Create(OpCodes.Pop), Create(OpCodes.Ldc_I4_1));
    }

    private static void AnswerWithEarlierSavepoint(ModuleDefinition module)
    {
        var answer = module.Method("SavepointRequests", "Answer");
        foreach (var use in answer.Body.Instructions.Where(i => i.Operand is FieldReference { Name: "_inSavepoint" }))
        {
            use.Operand = answer.Field("_awaitingSavepoint");
        }

        answer.Before(
            answer.Body.Instructions[0], Create(OpCodes.Ldarg_0), Create(OpCodes.Call, module.Method("SavepointRequests", "PutBack")));
    }

    private static void AwaitNoPredecessors(ModuleDefinition module)
    {
        var await = module.Method("UnsubmittedPhase", "Admit");
        var attempt = await.Body.Instructions.First(i => i.IsCallOf("get_Attempt"));
        await.After(attempt, Create(OpCodes.Pop), Create(OpCodes.Ldc_I4_0));
    }

    private static void TakeEdgesForOne(ModuleDefinition module)
    {
        var layout = module.Type("ChannelLayout");
        var ids = layout.NestedTypes.SelectMany(t => t.Methods).Where(m => m.HasBody).SelectMany(m => m.Body.Instructions)
            .Where(i => i.IsCallOf("get_Id") && ((MethodReference)i.Operand).DeclaringType.Name == "PlanEdge").ToList();
        foreach (var id in ids)
        {
            var plan = (MethodReference)id.Operand;
            id.Operand = new MethodReference("get_Input", plan.ReturnType, plan.DeclaringType) { HasThis = true };
        }
    }

    private static void StopClosing(ModuleDefinition module)
    {
        var all = module.Method("Closing", "All");
        foreach (var handler in all.Body.ExceptionHandlers.Where(h => h.HandlerType == ExceptionHandlerType.Catch).ToList())
        {
            handler.CatchType = module.ImportReference(typeof(NotImplementedException));
        }
    }

    private static void TakeAssignmentsAtOnce(ModuleDefinition module)
    {
        var assign = module.Method("SourceDriver", "Assign");
        assign.After(assign.Body.Instructions.Single(i => i.Operand is FieldReference { Name: "_triggered" }), Create(OpCodes.Pop), Create(OpCodes.Ldc_I4_0));
    }

    private static void KeepNothing(ModuleDefinition module)
    {
        var keep = module.Method("SourceOperator`1", "KeepForEnumerator");
        keep.Before(keep.Body.Instructions[0], Create(OpCodes.Ret));
    }

    private static void RestoreSplitsOfOne(ModuleDefinition module)
    {
        var with = module.Method("StoredSource", "With");
        with.Before(with.Body.Instructions[0], Create(OpCodes.Ldarg_0), Create(OpCodes.Ret));
    }

    private static void RestoreNothing(ModuleDefinition module, string type)
    {
        var restore = module.Method(type, "Restore");
        restore.Before(restore.Body.Instructions[0], Create(OpCodes.Ret));
    }

    private static void ReadWithoutCheckpoint(ModuleDefinition module)
    {
        var held = module.Method("SourceHold", "get_IsHeld");
        held.Before(held.Body.Instructions[0], Create(OpCodes.Ldarg_0), Create(OpCodes.Call, module.Method("SourceHold", "get_AwaitsTables")), Create(OpCodes.Ret));
    }

    private static void LoadWithoutOne(ModuleDefinition module)
    {
        var loaded = module.Type("TableLoading").NestedTypes.Single(t => t.Name == "Table").Methods.Single(m => m.Name == "get_IsLoaded");
        var zero = loaded.Body.Instructions.Single(i => i.OpCode == OpCodes.Ldc_I4_0);
        zero.OpCode = OpCodes.Ldc_I4_2;
        zero.Next.OpCode = OpCodes.Clt;
    }

    private static void ReadWithAnyCheckpoint(ModuleDefinition module)
    {
        var complete = module.Method("SourceHold", "Complete");
        complete.After(complete.Body.Instructions.First(i => i.OpCode == OpCodes.Ldarg_1), Create(OpCodes.Pop), Create(OpCodes.Ldc_I4_0));
    }

    private static void Return(MethodDefinition method, int value)
    {
        method.Before(method.Body.Instructions[0], Create(OpCodes.Ldc_I4, value), Create(OpCodes.Ret));
    }

    private static Instruction Copy(Instruction load)
    {
        var copy = Create(OpCodes.Nop);
        (copy.OpCode, copy.Operand) = (load.OpCode, load.Operand);
        return copy;
    }
}
