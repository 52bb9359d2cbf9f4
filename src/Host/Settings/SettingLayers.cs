using Akka.Configuration;

namespace AkkaStreamProc.Host.Settings;

/// <summary>Puts the layers of settings on each other: defaults, file, environment, command line.</summary>
internal static class SettingLayers
{
    /// <summary>All settings.</summary>
    /// <param name="file">The file given by <c>--config</c>, or <see langword="null"/>.</param>
    /// <param name="environment">The environment variables.</param>
    /// <param name="options">Settings of the command line, as <c>path=value</c>; a later one wins.</param>
    /// <exception cref="HostException">A layer cannot be read, or has a setting that does not exist.</exception>
    public static Config Combine(string? file, IReadOnlyDictionary<string, string> environment, IEnumerable<string> options)
    {
        var defaults = Defaults();
        var all = defaults;
        foreach (var (origin, config) in Layers(file, environment, options, defaults))
        {
            UnknownSettings.Refuse(config, origin, defaults);
            all = config.WithFallback(all);
        }

        return all;
    }

    /// <summary>The defaults of the Host on those of the runtime.</summary>
    public static Config Defaults()
    {
        using var stream = typeof(SettingLayers).Assembly.GetManifestResourceStream("host.conf")!;
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd()).WithFallback(StreamProcessingConfig.Defaults);
    }

    private static IEnumerable<(string Origin, Config Config)> Layers(
        string? file, IReadOnlyDictionary<string, string> environment, IEnumerable<string> options, Config defaults)
    {
        if (file is not null)
        {
            yield return ($"in {file}", ReadFile(file));
        }

        foreach (var (variable, config) in EnvironmentSettings.Read(environment))
        {
            yield return ($"environment variable {variable}", config);
        }

        foreach (var option in options)
        {
            var equals = option.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw HostException.Usage($"'--set' must be path=value, for example akka-stream-proc.host.log.level=debug, but is '{option}'.");
            }

            UnknownSettings.RefuseSingle(option[..equals].Trim(), "option --set", defaults);
            yield return ("option --set", SettingText.Parse(option[..equals].Trim(), option[(equals + 1)..], "option --set"));
        }
    }

    private static Config ReadFile(string file)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw HostException.Usage($"The settings file '{file}' cannot be read: {e.Message} Correct the option '--config'.", e);
        }

        if (BracketBalance.Complaint(text) is { } complaint)
        {
            throw HostException.Usage($"The settings file '{file}' is not valid HOCON: {complaint}.");
        }

        try
        {
            return text.Trim().Length == 0 ? Config.Empty : ConfigurationFactory.ParseString(text);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw HostException.Usage($"The settings file '{file}' is not valid HOCON: {e.Message}", e);
        }
    }
}
