namespace AkkaStreamProc;

/// <summary>Withdraws a question about state: it is answered no more. One that was answered already is none.</summary>
/// <param name="Id">The <see cref="StateQuestion.Id"/> of the question.</param>
public sealed record CancelStateQuestion(Guid Id);
