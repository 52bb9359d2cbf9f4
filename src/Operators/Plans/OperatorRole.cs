namespace AkkaStreamProc.Operators.Plans;

/// <summary>Where an operator stands in a job.</summary>
internal enum OperatorRole
{
    Source,
    Transformation,
    Sink,
}
