namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>A node that writes every batch and reads it again on its way to another subtask.</summary>
public sealed class LoopBackSystem() : StreamSystem("akka-stream-proc.exchange.transport = loop-back");
