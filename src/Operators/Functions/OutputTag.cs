using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Plans.Definitions;

namespace AkkaStreamProc;

/// <summary>Names a side output of a function, whatever the type of its records.</summary>
public abstract record OutputTag
{
    private protected OutputTag(string name)
    {
        if (string.IsNullOrWhiteSpace(name) || name is OperatorPort.Records or OperatorPort.Failed or OperatorPort.Bad)
        {
            throw new StreamProcessingException($"A side output cannot be named '{name}': the name is empty, or that of an output operators have of their own.");
        }

        Name = name;
    }

    /// <summary>The name; one for each side output of an operator.</summary>
    public string Name { get; }

    /// <summary>The type of the records.</summary>
    internal abstract OperatorPort Port { get; }

    /// <summary>Begins the output in a subtask.</summary>
    internal abstract SideOutput Open(OperatorContext context);
}

/// <summary>Names a side output: records beside the results of a function, of a type of their own.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// The function emits to it (<see cref="FunctionContext{TOut}.Emit{T}(OutputTag{T}, T)"/>), and the stream is used by the same
/// tag (<see cref="OperatorStream{TIn, T}.Side{TSide}"/>). Two tags of the same name and type are the same. (Flink's output tag.)
/// </remarks>
/// <example>
/// <code>
/// static readonly OutputTag&lt;Order&gt; Rejected = new("rejected");
/// </code>
/// </example>
public sealed record OutputTag<T> : OutputTag
{
    /// <summary>Names a side output.</summary>
    /// <param name="name">The name, for plans; unique among the side outputs of an operator.</param>
    /// <exception cref="StreamProcessingException">The name is empty or taken by every operator.</exception>
    public OutputTag(string name)
        : base(name)
    {
    }

    internal override OperatorPort Port => OperatorPort.Of<T>(Name);

    internal override SideOutput Open(OperatorContext context) => new SideOutput<T>(this, context);
}
