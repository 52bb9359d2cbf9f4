using System.CommandLine;
using AkkaStreamProc.Host.Logging;
using AkkaStreamProc.Host.Settings;
using AkkaStreamProc.Host.Terminals;

namespace AkkaStreamProc.Host.CommandLine;

/// <summary>What every command has besides its own options.</summary>
internal sealed record CommandContext(Terminal Terminal, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>The options every command takes.</summary>
    public CommonOptions Common { get; } = new();

    /// <summary>Reads the settings in all layers; the options of one command come last.</summary>
    public HostSettings ReadSettings(ParseResult line, params IEnumerable<string> commandSettings)
    {
        var options = Common.Settings(line).Concat(commandSettings);
        return HostSettings.Read(SettingLayers.Combine(line.GetValue(Common.Config), Environment, options));
    }

    /// <summary>The log, once a command has one.</summary>
    public Log? Log { get; private set; }

    /// <summary>The log as the settings have it.</summary>
    public Log CreateLog(ParseResult line, HostSettings settings) =>
        Log = new(Terminal, settings.LogFormat, settings.LogLevel, settings.AkkaLogLevel, line.GetValue(Common.Verbose));
}
