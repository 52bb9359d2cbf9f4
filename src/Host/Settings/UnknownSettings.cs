using Akka.Configuration;

namespace AkkaStreamProc.Host.Settings;

/// <summary>Refuses settings of ours that nothing reads: a typing error must not pass as a setting that has no effect.</summary>
internal static class UnknownSettings
{
    /// <summary>The section that is ours. Everything else belongs to Akka or to plugins and is not judged.</summary>
    public const string Section = "akka-stream-proc";

    private const string AkkaSection = "akka";

    /// <exception cref="HostException">A setting is unknown; names it, where it stands, and the nearest known one.</exception>
    public static void Refuse(Config given, string origin, Config defaults)
    {
        foreach (var top in SettingPaths.Top(given).Where(t => t is not (Section or AkkaSection)))
        {
            if (NearestName.Of(top, [Section]) is { } section)
            {
                throw HostException.Usage($"There is no section '{top}' ({origin}). Did you mean '{section}'?");
            }
        }

        var known = SettingPaths.Below(defaults, Section).ToList();
        var names = known.Select(k => k.Path).ToHashSet(StringComparer.Ordinal);
        var open = known.Where(k => k.IsObject).Select(k => k.Path + ".").ToList();
        foreach (var (path, isEmptySection) in SettingPaths.Below(given, Section))
        {
            var isKnown = names.Contains(path) || (isEmptySection && names.Any(n => n.StartsWith(path + ".", StringComparison.Ordinal)));
            if (!isKnown && !open.Any(o => path.StartsWith(o, StringComparison.Ordinal)))
            {
                throw HostException.Usage($"There is no setting '{path}' ({origin}).{NearestName.Hint(path, names)} hocon/host.conf and hocon/reference.conf list all settings.");
            }
        }
    }
}
