using AkkaStreamProc.Actors.Subtasks;
using CsCheck;

namespace AkkaStreamProc.Actors.Specs.Subtasks;

public sealed class SubtaskAddressSpecs
{
    private static readonly Gen<string> Name = Gen.Char.AlphaNumeric.Array[1, 20].Select(c => new string(c));

    [Fact]
    public void Address_comes_back_from_its_entity_id() =>
        Gen.Select(Name, Gen.String[1, 20].Where(n => !n.Contains('~')), Gen.Int[0, 1000], Gen.Int[1, 1000], Gen.Long[0, long.MaxValue]).Sample(
            (job, vertex, index, attempt, checkpoint) =>
            {
                var address = new SubtaskAddress(job, vertex, index, attempt, checkpoint);

                SubtaskAddress.Parse(address.EntityId).ShouldBe(address);
            });

    [Fact]
    public void Persistence_id_is_the_same_in_all_attempts() =>
        new SubtaskAddress("visits", "count", 3, 1, 0).PersistenceId.ShouldBe(new SubtaskAddress("visits", "count", 3, 9, 42).PersistenceId);

    [Fact]
    public void Shard_depends_on_job_and_number_alone() =>
        new SubtaskAddress("visits", "count", 3, 1, 0).ShardId.ShouldBe(new SubtaskAddress("visits", "sink", 3, 2, 7).ShardId);

    [Theory]
    [InlineData("visits")]
    [InlineData("visits~count~0~1")]
    [InlineData("visits~count~0~1~2~3")]
    [InlineData("visits~count~x~1~2")]
    [InlineData("visits~count~0~1~99999999999999999999")]
    public void Text_that_is_no_address_is_refused_by_name(string text) =>
        Should.Throw<StreamProcessingException>(() => SubtaskAddress.Parse(text)).Message.ShouldContain($"'{text}'");
}
