using Akka.Actor;
using Akka.Hosting;
using AkkaStreamProc.Actors.Hosting;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Connectors.Akka;
using AkkaStreamProc.Examples.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AkkaStreamProc.Akka.Specs;

/// <summary>The examples that live with actors.</summary>
public class ExampleSpecs : JobSpecs
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task No_seat_is_given_twice_and_no_answer_is_missing_although_subtasks_are_killed(int seed)
    {
        const int seats = 100;
        var random = new Random(seed);
        var box = new ActorRequests<Wish, Reservation>(Sys, "box", new ActorRequestsOptions { Answers = ResultVisibility.WhenCommitted });
        var handle = await SubmitAsync(Reservations.Declare(box, seats, parallelism: 1 + (seed % 3)), Settings with { Restart = RestartStrategy.FixedDelay(TimeSpan.FromMilliseconds(1), 100) });
        var answers = new List<(Wish Wish, Reservation? Reservation)>();
        for (var round = 0; round < 6; round++)
        {
            var wishes = Enumerable.Range(0, 20).Select(_ => new Wish($"show {random.Next(3)}", random.Next(10) == 0 ? -random.Next(3) : random.Next(1, 6))).ToList();
            var asked = wishes.ConvertAll(wish => AskAsync(box, wish));
            if (round % 2 == 0)
            {
                Sys.ActorSelection("/system/sharding/akka-stream-proc-subtasks/*/*").Tell(PoisonPill.Instance);
            }

            answers.AddRange(wishes.Zip(await Task.WhenAll(asked).InTime($"the answers of round {round}")));
        }

        (await handle.StopWithSavepointAsync().InTime("the end")).Attempt.ShouldBeGreaterThan(1);
        foreach (var show in answers.GroupBy(a => a.Wish.Show))
        {
            var left = seats;
            foreach (var given in show.Select(a => a.Reservation).OfType<Reservation>().OrderByDescending(r => r.Left))
            {
                given.Left.ShouldBe(left -= given.Seats);
            }

            left.ShouldBeGreaterThanOrEqualTo(0);
            show.Where(a => a.Reservation is null).ShouldAllBe(a => a.Wish.Seats > left || a.Wish.Seats < 1);
            left.ShouldBeLessThanOrEqualTo(seats);
            (await handle.State<string, int>("seats", "taken").GetAsync(show.Key, StateReading.LastCheckpoint).InTime("the seats taken")).Value.ShouldBe(seats - left);
        }

        answers.ShouldContain(a => a.Reservation == null && a.Wish.Seats > 0);
        answers.ShouldContain(a => a.Wish.Seats < 1);
        answers.Where(a => a.Wish.Seats < 1).ShouldAllBe(a => a.Reservation == null);
    }

    [Fact]
    public async Task Job_in_an_application_answers_for_its_totals_over_restarts_of_the_application()
    {
        var directory = Directory.CreateTempSubdirectory("akka-specs-");
        try
        {
            (await RunApplication(directory.FullName, new Trade("a", 10), new Trade("b", 1), new Trade("a", 5))).ShouldBe((15, 1));
            (await RunApplication(directory.FullName, new Trade("b", 2))).ShouldBe((15, 3));
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            directory.Delete(recursive: true);
        }
    }

    private static async Task<Reservation?> AskAsync(ActorRequests<Wish, Reservation> box, Wish wish)
    {
        try
        {
            return await box.AskAsync(wish, Waiting.Limit);
        }
        catch (AkkaConnectorException refusal) when (!refusal.IsTransient)
        {
            return null;
        }
    }

    private static async Task<(decimal A, decimal B)> RunApplication(string directory, params Trade[] trades)
    {
        var totals = new JobResults<Trade>(new JobResultsOptions { WhenFull = ResultsWhenFull.DropOldest });
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddAkka("shop", akka => akka.WithTotals(directory, totals));
        using var host = builder.Build();
        await host.StartAsync().InTime("the started application");
        var system = host.Services.GetRequiredService<ActorSystem>();
        var job = await StreamJobs.For(system).GetAsync("totals").InTime("the handle");
        foreach (var trade in trades)
        {
            await new ActorSource<Trade>(system, "trades").OfferAsync(trade).InTime("the acknowledgement");
        }

        var results = job.Results(totals).GetAsyncEnumerator();
        for (var read = 0; read < trades.Length; read++)
        {
            (await results.MoveNextAsync().AsTask().InTime("a result")).ShouldBeTrue();
        }

        var (a, b) = (await Total("a"), await Total("b"));
        await host.StopAsync().InTime("the stopped application");
        return (a, b);

        async Task<decimal> Total(string account) => (await job.State<string, Trade>("totals", "reduced").GetAsync(account).InTime("a total")).Value!.Amount;
    }
}
