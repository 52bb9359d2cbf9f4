using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Operators.Tests.Snapshots;

/// <summary>What stands in checkpoints must be understood by every later release.</summary>
public sealed class SinkStateFormatTests
{
    private const string Bytes = "0207000102030405060708090A0B0C0D0E0F2A0000000000000002" + "2B0000000000000002AABB" + "2C0000000000000001CC";

    private static readonly SinkLife Life = new(7, new Guid(Convert.FromHexString("000102030405060708090A0B0C0D0E0F")));

    [Fact]
    public void State_is_written_as_in_version_2()
    {
        var state = new SinkState(Life, 42, [new PreparedEpoch(43, new byte[] { 0xAA, 0xBB }), new PreparedEpoch(44, new byte[] { 0xCC })]);

        Convert.ToHexString(SinkStateFormat.Encode(state).Span).ShouldBe(Bytes);
    }

    [Fact]
    public void State_is_read_as_in_version_2()
    {
        var state = SinkStateFormat.Decode(Convert.FromHexString(Bytes));

        (state.Life, state.LastMarker).ShouldBe((Life, 42));
        state.Unconfirmed.Select(e => (e.CheckpointId, Convert.ToHexString(e.Prepared.Span))).ShouldBe([(43, "AABB"), (44, "CC")]);
    }
}
