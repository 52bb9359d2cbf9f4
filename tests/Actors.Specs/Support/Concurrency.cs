namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>Counts what goes on at once under a name.</summary>
internal sealed class Concurrency
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _inside = [];

    /// <summary>How many have entered, over all names.</summary>
    public int Entered { get; private set; }

    /// <summary>The most that were inside at once under one name.</summary>
    public int Most { get; private set; }

    public IDisposable Enter(string name)
    {
        lock (_gate)
        {
            Entered++;
            _inside[name] = _inside.GetValueOrDefault(name) + 1;
            Most = Math.Max(Most, _inside[name]);
        }

        return new Visit(this, name);
    }

    private sealed class Visit(Concurrency of, string name) : IDisposable
    {
        public void Dispose()
        {
            lock (of._gate)
            {
                of._inside[name]--;
            }
        }
    }
}
