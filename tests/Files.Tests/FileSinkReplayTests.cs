using System.Globalization;
using AkkaStreamProc.Connectors.Files;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Sinks;
using CsCheck;

namespace AkkaStreamProc.Files.Tests;

/// <summary>Kills a sink between any two steps and restores it from the last completed checkpoint.</summary>
public sealed class FileSinkReplayTests
{
    private enum Act
    {
        Write,
        Prepare,
        Complete,
        Step,
        Run,
        StepOfTheDead,
        Kill,
    }

    [Fact]
    public void Committed_records_are_a_prefix_at_every_moment_and_all_of_them_in_the_end()
    {
        Gen.Frequency(
                (4, Gen.Const(Act.Write)),
                (4, Gen.Const(Act.Prepare)),
                (3, Gen.Const(Act.Complete)),
                (8, Gen.Const(Act.Step)),
                (5, Gen.Const(Act.Run)),
                (2, Gen.Const(Act.StepOfTheDead)),
                (2, Gen.Const(Act.Kill)))
            .Array[0, 120]
            .Sample(acts =>
            {
                using var scratch = new ScratchDirectory();
                var job = new Job(scratch);
                foreach (var act in acts)
                {
                    job.Do(act);
                    job.VisibleIsPrefixUpTo(job.Completed.Position);
                }

                job.Finish();
                scratch.VisibleLines("out").ShouldBe(Enumerable.Range(0, job.Completed.Position).Select(Line));
                job.Completed.Position.ShouldBeGreaterThan(0);
            }, iter: 400, threads: 1);
    }

    private static string Line(int i) => i.ToString(CultureInfo.InvariantCulture);

    private sealed class Life(string directory)
    {
        private readonly SteppedContext _context = new();
        private ISinkWriter<string>? _writer;

        public SteppedContext Context => _context;

        public ISinkWriter<string> Writer => _writer ??= new FileSink<string>(directory, new TextSerializer(), chunkBytes: 4).CreateWriter(_context);

        public bool IsRestored { get; set; }

        public int Position { get; set; }
    }

    private sealed record Checkpoint(long Id, int Position, ReadOnlyMemory<byte>[] States);

    private sealed class Job
    {
        private readonly ScratchDirectory _scratch;
        private readonly List<Life> _dead = [];
        private Life _life;
        private Checkpoint? _prepared;
        private long _lastId;

        public Job(ScratchDirectory scratch)
        {
            _scratch = scratch;
            Directory.CreateDirectory(scratch.PathOf("out"));
            _life = Start();
        }

        public Checkpoint Completed { get; private set; } = new(0, 0, []);

        public void Do(Act act)
        {
            switch (act)
            {
                case Act.Step:
                    _life.Context.Step();
                    break;
                case Act.Run:
                    _life.Context.Run();
                    break;
                case Act.StepOfTheDead when _dead.Count > 0:
                    StepOf(_dead[^1]);
                    break;
                case Act.Kill:
                    Kill();
                    break;
                case Act.Write when _life.IsRestored:
                    Write();
                    break;
                case Act.Prepare when _life.IsRestored:
                    Prepare();
                    break;
                case Act.Complete when _prepared is not null:
                    Completed = _prepared;
                    _prepared = null;
                    _life.Writer.Commit(Completed.Id, static () => { });
                    break;
            }
        }

        public void Finish()
        {
            _life.Context.Run();
            Write();
            Prepare();
            _life.Context.Run();
            Do(Act.Complete);
            _life.Context.Run();
        }

        public void VisibleIsPrefixUpTo(int position)
        {
            var lines = _scratch.VisibleLines("out");
            lines.ShouldBe(Enumerable.Range(0, lines.Length).Select(Line));
            lines.Length.ShouldBeLessThanOrEqualTo(position);
        }

        private static void StepOf(Life dead)
        {
            try
            {
                dead.Context.Step();
            }
            catch (FilesException)
            {
                // Its file is gone; it has no business any more.
            }
        }

        private Life Start()
        {
            var life = new Life(_scratch.PathOf("out")) { Position = Completed.Position };
            life.Writer.Restore(Completed.Id, Completed.States, () => life.IsRestored = true);
            return life;
        }

        private void Kill()
        {
            if (_life.IsRestored)
            {
                // It does not know yet that it is dead.
                _dead.Add(_life);
            }

            _prepared = null;
            _life = Start();
        }

        private void Write()
        {
            var batch = RecordBatch<string>.Rent();
            for (var i = 0; i < 3; i++)
            {
                batch.Append(Line(_life.Position++), RecordBatch.NoTimestamp);
            }

            _life.Writer.Write(batch);
        }

        private void Prepare()
        {
            // An earlier one that was not completed is thereby aborted.
            _prepared = null;
            var (life, id, position) = (_life, ++_lastId, _life.Position);
            life.Writer.Prepare(id, state =>
            {
                if (life == _life && id == _lastId)
                {
                    _prepared = new Checkpoint(id, position, [state.ToArray()]);
                }
            });
        }
    }
}
