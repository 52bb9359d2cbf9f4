namespace AkkaStreamProc.Operators.Plans.Definitions;

/// <summary>Puts other sources and sinks in the place of those of a job, for tests of it.</summary>
internal interface IConnectorReplacement
{
    /// <summary>What is read in place of a source.</summary>
    ISource<T> For<T>(string name, ISource<T> source);

    /// <summary>What is written to in place of a sink.</summary>
    ISink<T> For<T>(string name, ISink<T> sink);
}

/// <summary>A source or a sink, whose outside can be replaced.</summary>
internal interface IConnectorDefinition
{
    /// <summary>The same with another outside.</summary>
    OperatorDefinition With(string name, IConnectorReplacement replacement);
}
