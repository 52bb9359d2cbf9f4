using Akka.Configuration;

namespace AkkaStreamProc.Host.Settings;

/// <summary>Refuses settings of ours that nothing reads: a typing error must not pass as a setting that has no effect.</summary>
internal static class UnknownSettings
{
    /// <summary>The section that is ours. Everything else belongs to Akka or to plugins and is not judged.</summary>
    public const string Section = "akka-stream-proc";

    private const string AkkaSection = "akka";

    private static readonly Lazy<IReadOnlyList<string>> OfAkka = new(() => [.. SettingPaths.Below(ConfigurationFactory.Default(), AkkaSection).Select(k => k.Path)]);

    /// <summary>Refuses a setting that was given by itself, and so is meant for us or for Akka.</summary>
    /// <exception cref="HostException">It is in neither section, or mistyped; names it and the nearest known one.</exception>
    public static void RefuseSingle(string path, string origin, Config defaults)
    {
        if (path.StartsWith(Section + ".", StringComparison.Ordinal))
        {
            return;
        }

        var isAkka = path.StartsWith(AkkaSection + ".", StringComparison.Ordinal);
        var known = SettingPaths.Below(defaults, isAkka ? AkkaSection : Section).Select(k => k.Path).Concat(isAkka ? OfAkka.Value : []).ToHashSet(StringComparer.Ordinal);
        // Plugins bring settings that nobody lists, so of Akka's only what is nearly a known name is refused.
        var near = isAkka
            ? known.Contains(path) || known.Any(k => k.StartsWith(path + ".", StringComparison.Ordinal)) ? null : NearestSibling(path, known)
            : known.FirstOrDefault(k => k.EndsWith("." + path, StringComparison.Ordinal)) ?? NearestName.Of(path, known);
        if (!isAkka || near is not null)
        {
            throw HostException.Usage($"There is no setting '{path}' ({origin}).{(near is null ? "" : $" Did you mean '{near}'?")} hocon/host.conf and hocon/reference.conf list all settings.");
        }
    }

    private static string? NearestSibling(string path, IEnumerable<string> known)
    {
        var parent = path[..(path.LastIndexOf('.') + 1)];
        var siblings = known
            .Where(k => k.StartsWith(parent, StringComparison.Ordinal) && !k[parent.Length..].Contains('.', StringComparison.Ordinal))
            .Select(k => k[parent.Length..]);
        return NearestName.Of(path[parent.Length..], siblings) is { } near ? parent + near : null;
    }

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
