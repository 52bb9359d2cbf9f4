using AkkaStreamProc.Operators.Execution;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Execution;

public class EmitterTests
{
    private const int Updates = 2_100;

    [Fact]
    public void Update_stays_together_in_one_batch() =>
        Gen.Select(Gen.Int[0, 3], Gen.Bool, Gen.Bool).Sample(
            (inserts, holdsFull, carriesTime) =>
            {
                var (emitter, results) = Create(holdsFull, carriesTime);
                Emit(emitter, inserts, Updates);
                emitter.EmitFull();
                emitter.Flush();

                results.Values.ShouldBe(Expected(inserts, Updates).Select(c => c.Value));
                results.Kinds.ShouldBe(Expected(inserts, Updates).Select(c => c.Kind));
                EndsOf(results).ShouldNotContain(RowKind.UpdateBefore);
                results.BatchSizes[0].ShouldBe(inserts % 2 == 0 ? 2048 : 2047);
            });

    /// <summary>The call that throws may have begun in any place of a batch, and have left batches before that end before their last place.</summary>
    [Fact]
    public void What_a_call_has_emitted_is_taken_back_to_the_last_record() =>
        Gen.Select(Gen.Int[0, 3], Gen.OneOf(Gen.Int[0, 3], Gen.Int[1_020, 1_028]), Gen.Int[0, Updates], Gen.Bool).Sample(
            (inserts, before, updates, carriesTime) =>
            {
                var (emitter, results) = Create(holdsFull: true, carriesTime);
                Emit(emitter, inserts, before);
                emitter.Mark();
                Emit(emitter, 1, updates);
                emitter.TakeBack();
                emitter.Mark();
                Emit(emitter, 0, 2);
                emitter.EmitFull();
                emitter.Flush();

                List<(int Value, RowKind Kind)> expected = [.. Expected(inserts, before), .. Expected(0, 2)];
                results.Values.ShouldBe(expected.Select(c => c.Value));
                results.Kinds.ShouldBe(expected.Select(c => c.Kind));
                EndsOf(results).ShouldNotContain(RowKind.UpdateBefore);
            },
            iter: 500);

    private static (Emitter<int> Emitter, Collector<int> Results) Create(bool holdsFull, bool carriesTime)
    {
        var (output, results) = (new OutputPort<int>(), new Collector<int>());
        output.Connect(new InputPort<int>(results));
        return (new Emitter<int>(output, new OperatorCounters(), carriesTime) { HoldsFull = holdsFull }, results);
    }

    private static void Emit(Emitter<int> emitter, int inserts, int updates)
    {
        foreach (var (value, kind) in Expected(inserts, updates))
        {
            emitter.Kind = kind;
            emitter.Append(value, 0);
            emitter.Kind = RowKind.Insert;
        }
    }

    private static IEnumerable<(int Value, RowKind Kind)> Expected(int inserts, int updates) =>
        Enumerable.Range(0, inserts).Select(i => (-i, RowKind.Insert))
            .Concat(Enumerable.Range(0, updates).SelectMany<int, (int, RowKind)>(i => [(i, RowKind.UpdateBefore), (i + 1, RowKind.UpdateAfter)]));

    /// <summary>What the last records of the batches are.</summary>
    private static IEnumerable<RowKind> EndsOf(Collector<int> results)
    {
        var end = 0;
        foreach (var size in results.BatchSizes)
        {
            end += size;
            yield return results.Kinds[end - 1];
        }
    }
}
