using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Plans;

public class ValidationTests
{
    private readonly JobBuilder _job = new("shop");

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("umläut")]
    [InlineData("a~b")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("job.")]
    [InlineData("con")]
    [InlineData("LPT1.jobs")]
    public void Name_that_cannot_name_a_job_is_refused(string name) =>
        Should.Throw<StreamProcessingException>(() => new JobBuilder(name)).Message.ShouldContain("cannot name a job");

    [Fact]
    public void Name_of_a_job_has_a_hundred_letters_at_the_most()
    {
        Should.Throw<StreamProcessingException>(() => new JobBuilder(new string('a', 101)));
        new JobBuilder(new string('a', 100)).Name.Length.ShouldBe(100);
    }

    [Fact]
    public void Job_without_a_source_is_refused() => ShouldBeRefused("has no source", "FromSource");

    [Fact]
    public void Stream_that_nothing_takes_is_refused()
    {
        Numbers().Where(x => x > 0);

        ShouldBeRefused("'where'", "SinkTo");
    }

    [Fact]
    public void Operator_that_reads_one_input_first_cannot_have_both_from_one_operator()
    {
        var numbers = Numbers();
        Choosing(numbers.Map(x => x), numbers.Where(x => x > 0));

        ShouldBeRefused("'choosing'", "wait for itself");
    }

    [Fact]
    public void Operator_that_reads_one_input_first_can_have_several_edges_of_one_operator_in_the_same_input()
    {
        var numbers = Numbers();
        Choosing(numbers.Union(numbers, numbers.Map(x => x)), _job.FromSource(new IdleSource<int>(), WatermarkStrategy<int>.None(), "other"));

        _job.Build();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(32769)]
    public void Number_of_key_groups_out_of_range_is_refused(int count)
    {
        Numbers().SinkTo(new IdleSink<int>());
        _job.MaxParallelism = count;

        ShouldBeRefused($"{count} key groups", "32768");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(129)]
    public void Parallelism_out_of_range_is_refused(int parallelism)
    {
        Numbers().WithParallelism(parallelism).SinkTo(new IdleSink<int>());

        ShouldBeRefused("'source'", $"{parallelism} subtasks", "128");
    }

    [Fact]
    public void Forward_edge_between_different_parallelisms_is_refused()
    {
        Numbers().Where(x => x > 0).WithParallelism(2).SinkTo(new IdleSink<int>());

        ShouldBeRefused("'where' runs in 2 subtasks", "'source'", "in 1", "Rebalance");
    }

    [Fact]
    public void Two_stateful_operators_of_one_name_are_refused()
    {
        var keyed = Numbers().KeyBy(x => x);
        keyed.Reduce((a, b) => a + b).SinkTo(new IdleSink<int>(), "a");
        keyed.Reduce((a, b) => a * b).SinkTo(new IdleSink<int>(), "b");

        ShouldBeRefused("called 'reduce'", "'name'");
    }

    [Fact]
    public void Two_unnamed_sinks_are_refused()
    {
        var numbers = Numbers();
        numbers.SinkTo(new IdleSink<int>());
        numbers.SinkTo(new IdleSink<int>());

        ShouldBeRefused("called 'sink'");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a~b")]
    [InlineData(" a")]
    [InlineData("a\u00a0")]
    [InlineData("a\nb")]
    public void Name_that_cannot_name_an_operator_is_refused(string name)
    {
        Numbers().SinkTo(new IdleSink<int>(), name);

        ShouldBeRefused($"'{name}' cannot name an operator");
    }

    /// <summary>Not among the cases above, because no attribute can hold it.</summary>
    [Fact]
    public void Name_with_half_of_a_surrogate_pair_is_refused()
    {
        Numbers().SinkTo(new IdleSink<int>(), "a" + '\ud800');

        ShouldBeRefused("half of a surrogate pair");
    }

    [Fact]
    public void Name_of_an_operator_has_a_hundred_characters_of_any_script_at_the_most()
    {
        Numbers().SinkTo(new IdleSink<int>(), string.Concat(Enumerable.Repeat("数/é", 33)) + "x");
        _job.Build();

        Numbers("more").SinkTo(new IdleSink<int>(), new string('a', 101));
        ShouldBeRefused("it has 101 characters, and 100 are possible");
    }

    [Fact]
    public void Operators_whose_names_differ_in_case_only_are_refused()
    {
        Numbers().Where(x => x > 0, "Sum").SinkTo(new IdleSink<int>(), "sum");

        ShouldBeRefused("'Sum' and 'sum'", "in upper and lower case only");
    }

    [Fact]
    public void Union_with_a_stream_of_another_job_is_refused()
    {
        var foreign = new JobBuilder("other").FromSource(new IdleSource<int>(), WatermarkStrategy<int>.None(), "theirs");

        Should.Throw<StreamProcessingException>(() => Numbers().Union(foreign)).Message.ShouldContain("'theirs' of the job 'other'");
    }

    [Fact]
    public void Operators_without_state_are_numbered_and_leave_given_names_alone()
    {
        Numbers().Where(x => x > 0).Where(x => x > 1, "where-2").Where(x => x > 2).Where(x => x > 3).SinkTo(new IdleSink<int>());

        _job.Build().Plan.Operators.OrderBy(o => o.Ordinal).Select(o => o.Name).ShouldBe(["source", "where", "where-2", "where-3", "where-4", "sink"]);
    }

    [Fact]
    public void Job_can_be_built_again_with_the_same_result()
    {
        Numbers().Where(x => x > 0).Where(x => x > 1).SinkTo(new IdleSink<int>());

        _job.Build().Shape.ShouldBe(_job.Build().Shape);
    }

    [Fact]
    public void Key_that_has_no_stable_hash_is_refused_where_it_is_declared() =>
        Should.Throw<StreamProcessingException>(() => Numbers().KeyBy(x => new Uri("http://localhost"))).Message.ShouldContain("System.Uri cannot be a key");

    private SourceStream<int> Numbers(string? name = null) => _job.FromSource(new IdleSource<int>(), WatermarkStrategy<int>.None(), name);

    /// <summary>Adds an operator that reads one of two streams before the other.</summary>
    private void Choosing(DataStream<int> first, DataStream<int> second)
    {
        var declaration = new OperatorDeclaration(new ChoosingDefinition(), "choosing", null);
        _job.Add(declaration, first.To(Partitioning.Rebalance), second.To(Partitioning.Rebalance) with { Port = 1 });
        new DataStream<int>(_job, declaration, 0).SinkTo(new IdleSink<int>());
    }

    private sealed class ChoosingDefinition() : StandaloneDefinition(
        "choosing", [new OperatorPort("first", typeof(int)), new OperatorPort("second", typeof(int))], [OperatorPort.Of<int>()])
    {
        public override bool SelectsInputs => true;

        public override StreamOperator Create(OperatorContext context, PlanStep step) => throw new NotSupportedException("A plan creates nothing.");
    }

    private void ShouldBeRefused(params string[] parts)
    {
        var error = Should.Throw<StreamProcessingException>(() => _job.Build());
        parts.ShouldAllBe(part => error.Message.Contains(part));
    }
}
