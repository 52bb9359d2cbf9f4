using AkkaStreamProc.Connectors.Akka;
using AkkaStreamProc.Connectors.Akka.Internal.Results;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Akka.Specs;

/// <summary>
/// Writers of committed results in random histories of two jobs with one target: checkpoints that are aborted, complete half
/// told, attempts at other parallelisms and with another name of the operator, and jobs that begin another life.
/// </summary>
public class CommittedResultsSpecs
{
    [Fact]
    public void Results_of_completed_checkpoints_are_given_once_and_no_others()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            new History(seed).Play();
        }
    }

    [Fact]
    public void Writer_that_waited_for_room_is_forgotten_with_its_attempt()
    {
        var results = new JobResults<int>(new JobResultsOptions { Capacity = 1 });
        using (var blocked = new SinkWriting<int>(results))
        {
            blocked.Write(1, 2);
            blocked.IsReady.ShouldBeFalse();
            results.AwaitingRoom.ShouldBe(1);
        }

        results.AwaitingRoom.ShouldBe(0);
        using var next = new SinkWriting<int>(results);
        next.IsReady.ShouldBeFalse();
        results.TryTake(out _).ShouldBeTrue();
        results.TryTake(out _).ShouldBeTrue();
        next.AwaitReady();
    }

    private sealed class History
    {
        private readonly Random _random;
        private readonly int _seed;
        private readonly Job[] _jobs;
        private readonly List<int> _given = [];

        public History(int seed)
        {
            _random = new Random(seed);
            _seed = seed;
            var target = new Target(_given);
            var held = new HeldEpochs<int>();
            _jobs = [new Job("a", 0, _random, target, held), new Job("b", 1_000_000, _random, target, held)];
        }

        public void Play()
        {
            foreach (var job in _jobs)
            {
                job.Restart();
            }

            for (var step = 0; step < 60; step++)
            {
                _jobs[_random.Next(_jobs.Length)].Step();
            }

            // The next attempt settles what was complete and not told to everybody.
            foreach (var job in _jobs)
            {
                job.Restart();
            }

            _given.Order().ShouldBe(_jobs.SelectMany(job => job.InCheckpoint), ignoreOrder: false, customMessage: $"of the history {_seed}");
        }
    }

    private sealed class Job(string name, int firstRecord, Random random, Target target, HeldEpochs<int> held)
    {
        private List<int> _since = [];
        private List<ISinkWriter<int>> _writers = [];
        private List<ConnectorContext> _contexts = [];
        private Guid _life = NewLife(random);
        private long _completed;
        private long _lastId;
        private int _lastRecord = firstRecord;

        /// <summary>Records are numbered as they are written; those of a completed checkpoint are never written again.</summary>
        public List<int> InCheckpoint { get; } = [];

        public void Step()
        {
            switch (random.Next(11))
            {
                case 0:
                    BeginAnotherLife();
                    break;
                case 1 or 2:
                    Restart();
                    break;
                case < 6:
                    Checkpoint();
                    break;
                default:
                    Write();
                    break;
            }
        }

        public void Restart()
        {
            _writers.ForEach(writer => writer.Dispose());
            _contexts.ForEach(context => context.Dispose());
            _since = [];
            var parallelism = random.Next(1, 4);
            var operatorName = random.Next(4) == 0 ? "renamed" : "results";
            _contexts = [.. Enumerable.Range(0, parallelism).Select(index => new ConnectorContext(index, parallelism)
            {
                JobName = name,
                OperatorName = operatorName,
                Life = new JobLife(_life, NewLife(random), []),
            })];
            _writers = _contexts.ConvertAll<ISinkWriter<int>>(context => new ResultWriter<int>(target, held, context));
            foreach (var writer in _writers)
            {
                var isRestored = false;
                writer.Restore(_completed, [], () => isRestored = true);
                isRestored.ShouldBeTrue();
            }
        }

        /// <summary>From nothing, or from a savepoint of another store, whose number says nothing here.</summary>
        private void BeginAnotherLife()
        {
            _life = NewLife(random);
            _completed = random.Next(2) == 0 ? 0 : random.Next(60);
            _lastId = _completed;
            Restart();
        }

        private void Write()
        {
            var batch = RecordBatch<int>.Rent(2);
            batch.Append(++_lastRecord, RecordBatch.NoTimestamp);
            batch.Append(++_lastRecord, RecordBatch.NoTimestamp);
            _since.AddRange([_lastRecord - 1, _lastRecord]);
            _writers[random.Next(_writers.Count)].Write(batch);
        }

        private void Checkpoint()
        {
            var id = ++_lastId;
            var prepared = 0;
            _writers.ForEach(writer => writer.Prepare(id, _ => prepared++));
            prepared.ShouldBe(_writers.Count);
            if (random.Next(3) == 0)
            {
                // Aborted: a later one brings what was prepared.
                return;
            }

            _completed = id;
            InCheckpoint.AddRange(_since);
            _since = [];
            var told = _writers.Where(_ => random.Next(4) > 0).ToList();
            told.ForEach(writer => writer.Commit(id, static () => { }));
            if (told.Count < _writers.Count)
            {
                Restart();
            }
        }

        private static Guid NewLife(Random random)
        {
            var bytes = new byte[16];
            random.NextBytes(bytes);
            return new Guid(bytes);
        }
    }

    private sealed class Target(List<int> given) : IResultTarget<int>
    {
        public bool HasRoom => true;

        public void WhenRoom(Action call) => call();

        public void Withdraw(Action call)
        {
        }

        public void Give(IReadOnlyList<int> records) => given.AddRange(records);
    }
}
