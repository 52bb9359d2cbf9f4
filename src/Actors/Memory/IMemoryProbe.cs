namespace AkkaStreamProc.Actors.Memory;

/// <summary>Looks at the memory of the process; another one in specs. Any thread.</summary>
internal interface IMemoryProbe
{
    MemoryReading Read();
}
