namespace AkkaStreamProc.Operators.Tests.Windows;

/// <summary>The record the window tests run on.</summary>
public sealed record Sale(int Shop, long Amount);
