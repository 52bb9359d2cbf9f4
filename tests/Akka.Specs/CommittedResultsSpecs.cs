using AkkaStreamProc.Connectors.Akka;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Akka.Specs;

/// <summary>Writers of committed results in random histories: checkpoints that are aborted, complete half told, and attempts at other parallelisms.</summary>
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

    private sealed class History(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly JobResults<int> _results = new(new JobResultsOptions { Visibility = ResultVisibility.WhenCommitted, Capacity = 1_000_000 });

        // Records are numbered as they are written; those of a completed checkpoint are never written again.
        private readonly List<int> _inCheckpoint = [];
        private List<int> _since = [];
        private List<ISinkWriter<int>> _writers = [];
        private List<ConnectorContext> _contexts = [];
        private long _completed;
        private long _lastId;
        private int _lastRecord;

        public void Play()
        {
            Restart();
            for (var step = 0; step < 40; step++)
            {
                switch (_random.Next(5))
                {
                    case 0:
                        Restart();
                        break;
                    case 1 or 2:
                        Checkpoint();
                        break;
                    default:
                        Write();
                        break;
                }
            }

            // The next attempt settles what was complete and not told to everybody.
            Restart();
            Taken().Order().ShouldBe(_inCheckpoint, ignoreOrder: false, customMessage: $"of the history {seed}");
        }

        private void Restart()
        {
            _writers.ForEach(writer => writer.Dispose());
            _contexts.ForEach(context => context.Dispose());
            _since = [];
            var parallelism = _random.Next(1, 4);
            _contexts = [.. Enumerable.Range(0, parallelism).Select(index => new ConnectorContext(index, parallelism))];
            _writers = _contexts.ConvertAll(_results.CreateWriter);
            foreach (var writer in _writers)
            {
                var isRestored = false;
                writer.Restore(_completed, [], () => isRestored = true);
                isRestored.ShouldBeTrue();
            }
        }

        private void Write()
        {
            var batch = RecordBatch<int>.Rent(2);
            batch.Append(++_lastRecord, RecordBatch.NoTimestamp);
            batch.Append(++_lastRecord, RecordBatch.NoTimestamp);
            _since.AddRange([_lastRecord - 1, _lastRecord]);
            _writers[_random.Next(_writers.Count)].Write(batch);
        }

        private void Checkpoint()
        {
            var id = ++_lastId;
            var prepared = 0;
            _writers.ForEach(writer => writer.Prepare(id, _ => prepared++));
            prepared.ShouldBe(_writers.Count);
            if (_random.Next(3) == 0)
            {
                // Aborted: a later one brings what was prepared.
                return;
            }

            _completed = id;
            _inCheckpoint.AddRange(_since);
            _since = [];
            var told = _writers.Where(_ => _random.Next(4) > 0).ToList();
            told.ForEach(writer => writer.Commit(id, static () => { }));
            if (told.Count < _writers.Count)
            {
                Restart();
            }
        }

        private List<int> Taken()
        {
            var taken = new List<int>();
            while (_results.TryTake(out var record))
            {
                taken.Add(record);
            }

            return taken;
        }
    }
}
