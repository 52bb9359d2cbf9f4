using AkkaStreamProc.Operators.Connectors;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc;

/// <summary>Where a job is declared: sources become streams, streams are transformed, and sinks end them.</summary>
/// <remarks>Declaring runs nothing; <see cref="Build"/> returns the immutable graph. Not thread-safe.</remarks>
/// <example>
/// <code>
/// var job = new JobBuilder("visits") { Parallelism = 2 };
/// job.FromSource(clicks, WatermarkStrategy&lt;Click&gt;.BoundedOutOfOrderness(TimeSpan.FromSeconds(5)).WithTimestamps(c => c.Time))
///    .Where(c => c.Url != "/health")
///    .KeyBy(c => c.User)
///    .Window(TumblingWindows.OfEventTime(TimeSpan.FromHours(1)))
///    .Count()
///    .SinkTo(counts);
/// JobGraph graph = job.Build();
/// </code>
/// </example>
public sealed class JobBuilder
{
    private readonly List<OperatorDeclaration> _operators = [];

    /// <summary>Begins a job.</summary>
    /// <param name="name">Names the job and its checkpoints: 1 to 100 letters, digits, dots (not at the end), dashes and underscores; no name of a Windows device.</param>
    /// <param name="connectors">The systems <see cref="Connectors"/> reaches; none unless given.</param>
    public JobBuilder(string name, ConnectorCatalog? connectors = null)
    {
        if (Naming.FaultOfJob(name) is { } fault)
        {
            throw new StreamProcessingException($"'{name}' cannot name a job: {fault}.");
        }

        Name = name;
        Connectors = connectors ?? new ConnectorCatalog();
    }

    /// <summary>The name of the job.</summary>
    public string Name { get; }

    /// <summary>Makes sources and sinks from addresses.</summary>
    public ConnectorCatalog Connectors { get; }

    /// <summary>How many subtasks run each operator that has no parallelism of its own; 1 unless set.</summary>
    public int Parallelism { get; set; } = 1;

    /// <summary>
    /// The number of key groups, the largest parallelism the job can ever have; <see cref="KeyGroups.DefaultCount"/>
    /// unless set. Cannot change once there is a checkpoint.
    /// </summary>
    public int MaxParallelism { get; set; } = KeyGroups.DefaultCount;

    /// <summary>Begins a stream.</summary>
    /// <param name="source">Where the records come from.</param>
    /// <param name="watermarks">How they get their event time.</param>
    /// <param name="name">Names the operator; its positions are addressed by it.</param>
    public SourceStream<T> FromSource<T>(ISource<T> source, WatermarkStrategy<T> watermarks, string? name = null)
    {
        var declaration = new OperatorDeclaration(new SourceDefinition<T>(source, watermarks), "source", name);
        Add(declaration);
        return new SourceStream<T>(this, declaration);
    }

    /// <summary>Uses a binary form of one's own for a type wherever it is kept: in state, in keys, in accumulators, and inside of other types.</summary>
    /// <param name="serializer">The form; its name and version become part of the schema of the state.</param>
    /// <exception cref="StreamProcessingException">The type has one already.</exception>
    public void UseStateSerializer<T>(IStateSerializer<T> serializer) => Serializers.Use(serializer);

    /// <summary>Makes values of a type that state has had into values of one that it has now, when the job continues from a checkpoint that has them.</summary>
    /// <typeparam name="TOld">
    /// The type as it was. It stays in the code as long as such checkpoints are continued from; under another name where the new one has its
    /// name, with <see cref="FormerNameAttribute"/>.
    /// </typeparam>
    /// <typeparam name="TNew">The type as it is.</typeparam>
    /// <param name="migrate">
    /// From a value that is not <see langword="null"/>; called once for each, and of one object that a value holds twice once. It must
    /// depend on nothing else, and not throw: the job would not continue.
    /// </param>
    /// <remarks>
    /// Wherever such values are kept: in state, in accumulators, inside of other values. Not in keys, keys of maps and elements of
    /// sets. Migrations follow one another: from the first version to the second, and from that to the third.
    /// </remarks>
    /// <exception cref="StreamProcessingException">There is one from and to these types already, they are the same type, or migrations would go in a circle.</exception>
    public void MigrateState<TOld, TNew>(Func<TOld, TNew> migrate)
    {
        ArgumentNullException.ThrowIfNull(migrate);
        Serializers.Migrate(migrate);
    }

    /// <summary>Takes the job as it is declared now. What is declared or changed afterwards belongs to the next graph.</summary>
    /// <exception cref="StreamProcessingException">The job cannot run as it is declared; says why and what to change.</exception>
    public JobGraph Build() => BuildWith(null);

    /// <summary>The same with other sources and sinks, for tests.</summary>
    internal JobGraph BuildWith(IConnectorReplacement? replacement)
    {
        JobValidation.Validate(this, _operators);
        var names = OperatorNames.Of(Name, _operators);
        return new JobGraph(
            new LogicalPlan(
                Name,
                Parallelism,
                MaxParallelism,
                [.. _operators.Select(o => new LogicalOperator(names[o], DefinitionOf(o), o.Parallelism, o.ErrorPolicy))],
                [.. _operators.SelectMany(o => o.Inputs.Select(i => (To: o, Input: i)))
                    .Select((e, id) => new LogicalEdge(id, names[e.Input.From], e.Input.Output, names[e.To], e.Input.Port, e.Input.Partitioning, e.Input.Combined) { IsTable = e.Input.IsTable })]),
            Serializers.Copy());

        OperatorDefinition DefinitionOf(OperatorDeclaration op) =>
            replacement is not null && op.Definition is IConnectorDefinition connector ? connector.With(names[op], replacement) : op.Definition;
    }

    /// <summary>The name of an operator in the graph.</summary>
    internal string NameOf(OperatorDeclaration op) => OperatorNames.Of(Name, _operators)[op];

    internal StateSerializers Serializers { get; } = new();

    /// <summary>Refuses to connect streams of two jobs.</summary>
    /// <exception cref="StreamProcessingException">The other job is another one.</exception>
    internal void VerifyOwn(JobBuilder other)
    {
        if (other != this)
        {
            throw new StreamProcessingException(
                $"A stream of the job '{other.Name}' cannot be connected with one of the job '{Name}'. Declare both with the same JobBuilder.");
        }
    }

    internal void Add(OperatorDeclaration declaration, params IReadOnlyList<OperatorDeclaration.Input> inputs)
    {
        var definition = declaration.Definition;
        AsyncCode.RefuseType(
            definition.ResultType,
            $"the {(definition.Role switch { OperatorRole.Source => "source", OperatorRole.Sink => "sink", _ => "operator" })} '{declaration.Name}' of the job '{Name}' would have records of type");
        declaration.Inputs.AddRange(inputs);
        _operators.Add(declaration);
    }
}
