namespace AkkaStreamProc.Operators.State;

/// <summary>From when on the time counts after which a value expires.</summary>
internal enum TtlStart
{
    Create,
    Write,
    Access,
}
