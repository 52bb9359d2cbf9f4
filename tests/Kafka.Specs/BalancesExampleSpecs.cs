using System.Buffers;
using System.Diagnostics;
using System.Text;
using Akka.Actor;
using Akka.Configuration;
using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Examples.Jobs;
using AkkaStreamProc.Operators.Sinks;
using Confluent.Kafka;
using Config = Akka.Configuration.Config;

namespace AkkaStreamProc.Kafka.Specs;

/// <summary>From topic to topic exactly once, in an actor system whose subtasks are killed.</summary>
public sealed class BalancesExampleSpecs(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private const int Partitions = 3;

    private static readonly Config InMemory = ConfigurationFactory.ParseString(
        """
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        akka.persistence.journal.plugin = "akka.persistence.journal.inmem"
        akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        akka.coordinated-shutdown.run-by-actor-system-terminate = off
        """);

    private static readonly JobSettings Settings = new()
    {
        CheckpointInterval = TimeSpan.FromMilliseconds(20),
        Restart = RestartStrategy.FixedDelay(TimeSpan.FromMilliseconds(1), 100),
    };

    [Fact]
    public async Task Every_booking_has_its_balance_once_and_in_order_on_twenty_seeds()
    {
        using var system = ActorSystem.Create("balances", InMemory.WithFallback(StreamProcessingConfig.Defaults));
        try
        {
            var attempts = 0;
            for (var seed = 1; seed <= 20; seed++)
            {
                attempts += await Play(system, seed);
            }

            // Not only histories without a crash.
            attempts.ShouldBeGreaterThan(30);
        }
        finally
        {
            await system.Terminate();
        }
    }

    private async Task<int> Play(ActorSystem system, int seed)
    {
        var random = new Random(seed);
        var (from, to) = (await kafka.CreateTopic(Partitions), await kafka.CreateTopic(Partitions));
        var bookings = Enumerable.Range(0, 600).Select(_ => new Booking($"account {random.Next(12)}", random.Next(-500, 500))).ToList();
        await Produce(from, bookings.Take(300));
        var source = new KafkaSource<Booking>(
            new KafkaSourceOptions { Bootstrap = kafka.Bootstrap, Topics = [from], Start = KafkaStart.Earliest }, new JsonDeserializer<Booking>());
        var sink = new KafkaSink<Booking>(new KafkaSinkOptions<Booking>
        {
            Bootstrap = kafka.Bootstrap,
            Topic = to,
            Guarantee = DeliveryGuarantee.ExactlyOnce,
            Key = new AccountKey(),
            Value = new JsonRecordSerializer<Booking>(),
        });

        var job = await StreamProcessing.For(system).SubmitAsync(Balances.Declare(source, sink, parallelism: random.Next(1, 4)), Settings with { StartFresh = true });
        var balance = job.State<string, Booking>("balance", "reduced", TimeSpan.FromMinutes(1));
        foreach (var part in bookings.Skip(300).Chunk(300))
        {
            // Somewhere in the middle.
            await AwaitState(balance, read => read.Count > random.Next(6));
            system.ActorSelection("/system/sharding/akka-stream-proc-subtasks/*/*").Tell(PoisonPill.Instance);
            await Produce(from, part);
        }

        var sums = new Dictionary<string, long>();
        var expected = bookings.ConvertAll(b => b with { Cents = sums[b.Account] = sums.GetValueOrDefault(b.Account) + b.Cents }).ToLookup(b => b.Account, b => b.Cents);
        await AwaitState(balance, read => read.Count == sums.Count && read.All(b => sums[b.Key] == b.Value.Cents));
        // What is visible is what a checkpoint has.
        var end = await job.StopWithSavepointAsync();
        var balances = kafka.Consume(to, Partitions).ToLookup(r => r.Message.Key!, r => Read(r.Message.Value!).Cents);
        balances.Select(b => b.Key).Order().ShouldBe(expected.Select(b => b.Key).Order());
        balances.ShouldAllBe(b => b.SequenceEqual(expected[b.Key]), $"with the seed {seed}");
        return end.Attempt;
    }

    /// <summary>Waits until the state is as it should be; it tells nobody, so this reads it again and again, while the job restarts as well.</summary>
    private static async Task AwaitState(StateHandle<string, Booking> state, Func<List<StateEntry<string, Booking>>, bool> isReached)
    {
        var limit = Stopwatch.StartNew();
        while (true)
        {
            var read = new List<StateEntry<string, Booking>>();
            await foreach (var entry in state.ReadAllAsync())
            {
                read.Add(entry);
            }

            if (isReached(read))
            {
                return;
            }

            if (limit.Elapsed > TimeSpan.FromMinutes(1))
            {
                throw new TimeoutException($"The state is still {string.Join(", ", read)}.");
            }
        }
    }

    private async Task Produce(string topic, IEnumerable<Booking> bookings)
    {
        using var producer = new ProducerBuilder<string, byte[]>(new ProducerConfig { BootstrapServers = kafka.Bootstrap }).Build();
        var serializer = new JsonRecordSerializer<Booking>();
        await Task.WhenAll(bookings.Select(booking =>
        {
            var value = new ArrayBufferWriter<byte>();
            serializer.Serialize(booking, value);
            return producer.ProduceAsync(topic, new Message<string, byte[]> { Key = booking.Account, Value = value.WrittenSpan.ToArray() });
        }));
    }

    private static Booking Read(byte[] value)
    {
        new JsonDeserializer<Booking>().TryDeserialize(value, out var booking, out var reason).ShouldBeTrue(reason);
        return booking!;
    }

    private sealed class AccountKey : ISerializer<Booking>
    {
        public void Serialize(Booking value, IBufferWriter<byte> output) => Encoding.UTF8.GetBytes(value.Account, output);
    }
}
