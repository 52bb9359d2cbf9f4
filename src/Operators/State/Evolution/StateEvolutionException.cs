namespace AkkaStreamProc.Operators.State.Evolution;

/// <summary>State cannot be read as what the job now has: the message says what is different, as what follows "its value".</summary>
internal sealed class StateEvolutionException(string difference) : Exception(difference);
