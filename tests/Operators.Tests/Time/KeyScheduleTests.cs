using AkkaStreamProc.Operators.Time;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Time;

public class KeyScheduleTests
{
    private static readonly Gen<(int Kind, int Lane, int Time)[]> Histories = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 1], Gen.Int[-30, 100]).Array[0, 200];

    [Fact]
    public void Keys_come_in_the_order_of_their_times_however_they_were_added() => Histories.Sample(
        history =>
        {
            var schedule = new KeySchedule<string>(lanes: 2);
            var expected = new List<(long Time, string Key)>();
            var clock = 0L;
            foreach (var (kind, lane, time) in history)
            {
                if (kind < 7)
                {
                    // Mostly growing, at times far behind.
                    var at = kind < 5 ? clock + Math.Abs(time) : clock + time;
                    var key = $"{expected.Count}:{at}";
                    schedule.Add(lane, at, key, (ulong)at);
                    expected.Add((at, key));
                }
                else
                {
                    clock += time;
                    var taken = new List<(long Time, string Key)>();
                    while (schedule.TryTake(clock, out var due))
                    {
                        due.Hash.ShouldBe((ulong)due.Time);
                        taken.Add((due.Time, due.Key));
                    }

                    taken.Select(t => t.Time).ShouldBeInOrder();
                    taken.ShouldBe(expected.Where(e => e.Time <= clock), ignoreOrder: true);
                    expected.RemoveAll(e => e.Time <= clock);
                }

                schedule.NextTime.ShouldBe(expected.Count == 0 ? long.MaxValue : expected.Min(e => e.Time));
            }
        },
        iter: 2_000);

    [Fact]
    public void Room_of_many_is_given_back_in_time()
    {
        var schedule = new KeySchedule<int>(lanes: 1);
        for (var time = 0; time < 100_000; time++)
        {
            schedule.Add(0, time, time, 0);
        }

        var full = schedule.Bytes;
        while (schedule.TryTake(long.MaxValue - 1, out _))
        {
        }

        for (var time = 0; time < 10_000_000; time++)
        {
            schedule.Add(0, time, time, 0);
            schedule.TryTake(time, out _).ShouldBeTrue();
        }

        schedule.Bytes.ShouldBeLessThan(full / 50);
    }
}
