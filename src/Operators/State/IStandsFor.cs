namespace AkkaStreamProc.Operators.State;

/// <summary>A value that says where others lie: it may be shared with a snapshot only where those may.</summary>
/// <typeparam name="T">What it stands for.</typeparam>
internal interface IStandsFor<T>;
