using AkkaStreamProc.Operators.Streams;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Windows.Combining;

/// <summary>Whatever is combined before the shuffle, the results and the late records are those of the records one by one.</summary>
public class CombiningOracleTests
{
    [Fact]
    public void Counts_are_those_of_the_records() => Agree(w => w.Count());

    [Fact]
    public void Sums_are_those_of_the_records() => Agree(w => w.Sum(s => s.Amount));

    [Fact]
    public void Minima_are_those_of_the_records() => Agree(w => w.Min(s => s.Amount));

    [Fact]
    public void Maxima_are_those_of_the_records() => Agree(w => w.Max(s => s.Amount));

    [Fact]
    public void Of_equal_maxima_of_one_sender_the_first_one_counts() => Agree(w => w.Max(s => new Rated(s.Amount / 50, s.Amount)), senders: 1);

    [Fact]
    public void Of_equal_minima_of_one_sender_the_first_one_counts() => Agree(w => w.Min(s => new Rated(s.Amount / 50, s.Amount)), senders: 1);

    [Fact]
    public void Results_are_the_same_with_little_room_for_keys() => CombiningHistory.Any.Sample(
        history => history.Compare(
            ShuffledWindows<long>.OfCounts(history.Windows, maxPartials: 5, history.Senders, history.Receivers),
            ShuffledWindows<long>.Of(history.Windows, w => w.Count(), usesLateRecords: true, history.Senders, history.Receivers)),
        iter: 100);

    private static void Agree<TResult>(Func<WindowedStream<Sale, int>, WindowResultStream<Sale, int, TResult>> aggregate, int? senders = null) =>
        CombiningHistory.Any.Sample(
            any =>
            {
                var history = any with { Senders = senders ?? any.Senders };
                ShuffledWindows<TResult> run(bool usesLateRecords) =>
                    ShuffledWindows<TResult>.Of(history.Windows, aggregate, usesLateRecords, history.Senders, history.Receivers);

                history.Compare(run(usesLateRecords: false), run(usesLateRecords: true));
            },
            iter: 100);
}
