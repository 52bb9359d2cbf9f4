using AkkaStreamProc.Operators.Tests.Execution;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Functions;

/// <summary>Checkpoints, with restarts and without any, between records of a function whose state is objects that it changes.</summary>
public class StateCheckpointTests
{
    [StateDerivedType(typeof(Cash))]
    public record Money(string Currency);

    public sealed record Cash(string Currency, int Amount) : Money(Currency);

    private static readonly Gen<(int Kind, int Key, int Number)[]> Histories = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 5], Gen.Int[0, 99]).Array[0, 60];

    [Fact]
    public void Function_answers_as_if_there_were_no_checkpoints() => Histories.Sample(
        history =>
        {
            var run = ProcessRun.Fresh(() => new Keeping());
            var oracle = new Dictionary<int, Kept>();
            for (var i = 0; i < history.Length; i++)
            {
                var (kind, key, number) = history[i];
                switch (kind)
                {
                    case 0:
                        run.Operator.Save();
                        break;
                    case 1:
                        // Records come between the freeze and the writing of the snapshot.
                        run.Operator.Save(() => Send(run, oracle, key, number));
                        break;
                    case 2:
                        run = run.Restart(1, () => new Keeping()).Single();
                        break;
                    default:
                        Send(run, oracle, key, number);
                        break;
                }
            }
        },
        iter: 200,
        threads: 1);

    private static void Send(ProcessRun run, Dictionary<int, Kept> oracle, int key, int number)
    {
        if (!oracle.TryGetValue(key, out var kept))
        {
            oracle[key] = kept = new Kept();
        }

        run.Send($"{key}", number);
        run.Take().ShouldBe([$"{kept.Take(number)}@0"]);
    }

    /// <summary>What the function keeps, on the plain objects.</summary>
    private sealed class Kept
    {
        public Stack<long> Stack { get; set; } = new();

        public Dictionary<string, long> Words { get; set; } = new(StringComparer.OrdinalIgnoreCase);

        public Money Money { get; set; } = new Money("EUR");

        public string Take(long number)
        {
            Stack.Push(number);
            if (number % 5 == 0)
            {
                Stack.TryPop(out _);
                Stack.TryPop(out _);
            }

            var word = number % 2 == 0 ? "word" : "WORD";
            Words[word] = Words.GetValueOrDefault(word) + number;
            Money = Money is Cash cash ? cash with { Amount = cash.Amount + 1 } : new Cash("EUR", 1);
            return $"{string.Join(",", Stack)} {string.Join(",", Words)} {Money}";
        }
    }

    private sealed class Keeping : ProcessFunction<string, (string Key, long Number), string>
    {
        private ValueState<Stack<long>> _stack = null!;
        private ValueState<Dictionary<string, long>> _words = null!;
        private ValueState<Money> _money = null!;

        public override void Open(StateDeclarations states) =>
            (_stack, _words, _money) = (states.Value<Stack<long>>("stack"), states.Value<Dictionary<string, long>>("words"), states.Value<Money>("money"));

        public override void Process((string Key, long Number) record, ProcessContext<string, string> context)
        {
            var kept = _stack.HasValue ? new Kept { Stack = _stack.Value!, Words = _words.Value!, Money = _money.Value! } : new Kept();
            var answer = kept.Take(record.Number);
            // The dictionary is set once and changed in place from then on; the others are set each time.
            if (!_words.HasValue)
            {
                _words.Value = kept.Words;
            }

            (_stack.Value, _money.Value) = (kept.Stack, kept.Money);
            context.Emit(answer);
        }
    }
}
