namespace AkkaStreamProc.Operators.Lookups;

/// <summary>A record that waits for the row of its key. Of the subtask's thread.</summary>
internal abstract class WaitingRecord<TRow>
{
    /// <summary>Whether it waits no more.</summary>
    public bool IsOver { get; set; }

    /// <summary>Hears that it took too long, or that the attempt ends.</summary>
    public CancellationTokenRegistration Registration { get; set; }

    /// <summary>It is known what the table has for its key.</summary>
    public abstract void Take(FoundRow<TRow> found);

    /// <summary>The call for its key has failed.</summary>
    public abstract void Fail(Exception cause);
}
