using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Backends;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Snapshots;

/// <summary>A snapshot with something of everything, the same in every run.</summary>
internal static class SnapshotExample
{
    public const int Groups = 8;

    public static SnapshotHeader Header { get; } = new("orders", "totals", 1, 2, Groups, 42);

    public static KeyGroupRange Range { get; } = KeyGroupRange.Of(1, 2, Groups);

    public static byte[] Write()
    {
        var freeze = new SubtaskFreeze(Header.CheckpointId);
        freeze.Add("empty");
        var totals = freeze.Add("totals");
        totals.Add("watermark", new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 });
        totals.Add("nothing", ReadOnlyMemory<byte>.Empty);
        var later = totals.AddLater("epochs");
        totals.Add(Totals());
        totals.Add(new FrozenTimers<string>("$event-time-timers", StateSerializer<string>.Default, Range, Timers()));
        later(new byte[300]);
        return SubtaskSnapshot.Write(Header, freeze);
    }

    public static IEnumerable<(string Key, decimal Value)> Entries() =>
        Enumerable.Range(0, 40).Select(i => ($"kund\u00e9 {i}", i * 1.5m)).Where(e => Range.Contains(KeyGroups.Of(KeyHash<string>.Of(e.Item1), Groups)));

    private static IFrozenKeyedState Totals()
    {
        var current = new CurrentKey<string>(Groups);
        var state = new TableValue<string, decimal>(
            new("totals", "total", StateSerializer<string>.Default, StateSerializer<decimal>.Default), Range, current);
        foreach (var (key, value) in Entries())
        {
            current.Set(key);
            state.Value = value;
        }

        return state.Freeze();
    }

    private static TimerQueue<string> Timers()
    {
        var timers = new TimerQueue<string>(Range);
        foreach (var (key, _) in Entries())
        {
            timers.Register(KeyGroups.Of(KeyHash<string>.Of(key), Groups), key, KeyHash<string>.Of(key), key.Length * 1000L);
        }

        return timers;
    }
}
