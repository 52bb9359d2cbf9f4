using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace AkkaStreamProc.Host.Settings;

/// <summary>The names of the settings in a configuration.</summary>
internal static class SettingPaths
{
    /// <summary>Every leaf below a path, and every object without members, by its full name.</summary>
    public static IEnumerable<(string Path, bool IsObject)> Below(Config config, string path)
    {
        var value = config.IsEmpty ? null : config.GetValue(path);
        return value is null || !value.IsObject() ? [] : Walk(value.GetObject(), path);
    }

    /// <summary>The names on the top level.</summary>
    public static IEnumerable<string> Top(Config config) => config.IsEmpty ? [] : config.Root.GetObject().Items.Keys;

    private static IEnumerable<(string Path, bool IsObject)> Walk(HoconObject node, string path)
    {
        foreach (var (key, value) in node.Items)
        {
            var full = $"{path}.{(key.Contains('.', StringComparison.Ordinal) ? $"\"{key}\"" : key)}";
            if (value.IsObject() && value.GetObject().Items.Count > 0)
            {
                foreach (var leaf in Walk(value.GetObject(), full))
                {
                    yield return leaf;
                }
            }
            else
            {
                yield return (full, value.IsObject());
            }
        }
    }
}
