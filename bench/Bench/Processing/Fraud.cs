using System.Runtime.InteropServices;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Bench.Processing;

/// <summary>A large payment within a minute of a small one of the same card; a timer forgets the small one.</summary>
internal static class Fraud
{
    private const long MinuteMs = 60_000;
    private const decimal Small = 1m;
    private const decimal Large = 500m;

    private static readonly string[] Cards = [.. Enumerable.Range(0, 50_000).Select(i => $"4000-0000-{i:00000000}")];

    public static Payment At(long number)
    {
        var mixed = Numbers.Mix(number);
        var kind = (mixed >> 32) % 100;
        return new Payment(Cards[(int)((uint)mixed % (uint)Cards.Length)], kind < 10 ? 0.5m : kind < 15 ? 600m : 50m, number);
    }

    /// <summary>As one would write it by hand, with a dictionary and a queue of what is to be forgotten.</summary>
    public static Outcome ByHand(int payments)
    {
        var last = new Dictionary<string, SmallPayment>();
        var timers = new Queue<(string Card, long Due)>();
        var (count, sum) = (0L, 0L);
        for (var i = 0L; i < payments; i++)
        {
            var (card, amount, time) = At(i);
            while (timers.TryPeek(out var next) && next.Due <= time - 1)
            {
                timers.Dequeue();
                if (last.TryGetValue(next.Card, out var small) && small.ForgottenAt == next.Due)
                {
                    last.Remove(next.Card);
                }
            }

            if (amount >= Large && last.TryGetValue(card, out var found))
            {
                count++;
                sum += time + (long)found.Amount;
            }

            if (amount <= Small)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(last, card, out _) = new SmallPayment(amount, time + MinuteMs);
                timers.Enqueue((card, time + MinuteMs));
            }
        }

        return new Outcome(count, sum);
    }

    internal readonly record struct Payment(string Card, decimal Amount, long Time);

    internal readonly record struct SmallPayment(decimal Amount, long ForgottenAt);

    internal readonly record struct Alert(string Card, decimal Small, decimal Large, long Time);

    internal sealed class Function : ProcessFunction<string, Payment, Alert>
    {
        private ValueState<SmallPayment> _small = null!;

        public override void Open(StateDeclarations states) => _small = states.Value<SmallPayment>("small");

        public override void Process(Payment record, ProcessContext<string, Alert> context)
        {
            if (record.Amount >= Large && _small.HasValue)
            {
                context.Emit(new Alert(record.Card, _small.Value.Amount, record.Amount, record.Time));
            }

            if (record.Amount <= Small)
            {
                if (_small.HasValue)
                {
                    context.DeleteEventTimeTimer(_small.Value.ForgottenAt);
                }

                _small.Value = new SmallPayment(record.Amount, record.Time + MinuteMs);
                context.RegisterEventTimeTimer(record.Time + MinuteMs);
            }
        }

        public override void OnTimer(long timestamp, ProcessContext<string, Alert> context) => _small.Clear();
    }
}
