using System.Globalization;
using System.Text;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Explanations;

/// <summary>Writes explanations for people.</summary>
internal static class TimeText
{
    /// <summary>An event time, or what stands in its place.</summary>
    public static string Watermark(long watermark) => watermark switch
    {
        Watermarks.Min => "none yet",
        Watermarks.Max => "end of input",
        _ => EventTimeText.Of(watermark),
    };

    public static string Of(TimeExplanation explanation)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Job {explanation.Job} at {Moment(explanation.At)}: {explanation.State}");
        if (explanation.Reason is { } reason)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  {reason.Text}");
        }

        foreach (var op in explanation.Operators)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{op.Name}: event time {Watermark(op.Watermark)}");
            var stands = explanation.At - op.Since;
            if (stands >= TimeSpan.FromSeconds(1) && op.Watermark != Watermarks.Max)
            {
                text.Append(CultureInfo.InvariantCulture, $" for {SpanText.Of(stands)}");
            }

            text.Append(CultureInfo.InvariantCulture, $", in {op.In}, out {op.Out}{(op.Late > 0 ? string.Create(CultureInfo.InvariantCulture, $", late {op.Late}") : "")}");
            if (op.LastRecordAt is { } last)
            {
                text.Append(CultureInfo.InvariantCulture, $"; last record {SpanText.Of(explanation.At - last)} ago");
            }

            if (op.LastRecord is { } record)
            {
                text.Append(CultureInfo.InvariantCulture, $", of {(record.Timestamp == long.MinValue ? "no time" : EventTimeText.Of(record.Timestamp))}, in {record.Split} before position {record.Position}");
            }

            foreach (var why in op.Reasons)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n  {why.Text}");
            }
        }

        return text.ToString();
    }

    public static string Moment(DateTimeOffset at) => EventTimeText.Of(at.ToUnixTimeMilliseconds());
}
