using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Explanations;

namespace AkkaStreamProc;

/// <summary>One reason why nothing comes out, or why event time stands.</summary>
/// <param name="Cause">What it is.</param>
/// <param name="Text">The same in words, with what can be done about it.</param>
public sealed record TimeReason(TimeCause Cause, string Text);
