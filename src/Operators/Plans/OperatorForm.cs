using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Plans;

/// <summary>What an operator keeps, and what that depends on: what a later version of the job is compared with.</summary>
/// <param name="Identity">What it does. Another operator of the same name takes nothing of its state.</param>
/// <param name="Selectors">What it takes of records, for its keys and into its state (<see cref="Plans.Selectors.SelectorTrace"/>).</param>
/// <param name="States">How its states are written, by name.</param>
internal sealed record OperatorForm(string Identity, IReadOnlyList<string> Selectors, IReadOnlyDictionary<string, StateForm> States);
