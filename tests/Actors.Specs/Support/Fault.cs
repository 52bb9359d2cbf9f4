namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>A function that throws from some record on, so many times and then never again, however often the job is restarted.</summary>
internal sealed class Fault(int atRecord, int times = 1)
{
    private readonly Lock _gate = new();
    private int _seen;

    public int Thrown { get; private set; }

    public T Pass<T>(T value)
    {
        lock (_gate)
        {
            if (++_seen >= atRecord && Thrown < times)
            {
                Thrown++;
                throw new InvalidOperationException($"Fault {Thrown} of {times} at record {value}.");
            }
        }

        return value;
    }
}
