namespace AkkaStreamProc.Actors.Exchange.Transport;

/// <summary>How batches reach other subtasks.</summary>
internal enum ExchangeTransport
{
    /// <summary>By reference.</summary>
    Local,

    /// <summary>Written and read again, as between machines: what specs run over.</summary>
    LoopBack,
}
