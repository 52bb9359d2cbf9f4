using System.Globalization;
using AkkaStreamProc.Operators.Jobs;

namespace AkkaStreamProc;

/// <summary>The values of a job's options.</summary>
/// <remarks>Immutable. Asking for an option the job has not declared is a defect of the job and throws.</remarks>
public sealed class JobArguments
{
    private readonly Dictionary<string, JobOption> _options;
    private readonly Dictionary<string, string> _values;

    /// <summary>Takes the given values and the defaults of the others.</summary>
    /// <param name="options">What the job declares.</param>
    /// <param name="values">What is given; a flag is given as <c>true</c>.</param>
    /// <exception cref="StreamProcessingException">An option is unknown, missing, or has a value it cannot have.</exception>
    public JobArguments(IReadOnlyList<JobOption> options, IReadOnlyDictionary<string, string> values)
    {
        _options = options.ToDictionary(o => o.Name);
        _values = [];
        foreach (var (name, value) in values)
        {
            if (!_options.TryGetValue(name, out var option))
            {
                throw new StreamProcessingException($"The job has no option '--{name}'. It has: {string.Join(", ", options.Select(o => "--" + o.Name))}.");
            }

            Check(option, value);
            _values.Add(name, value);
        }

        foreach (var option in options)
        {
            if (option.IsRequired && !_values.ContainsKey(option.Name))
            {
                throw new StreamProcessingException($"The option '--{option.Name}' is missing: {option.Description}");
            }
        }
    }

    /// <summary>The value of a text option, or <see langword="null"/> where it has none.</summary>
    public string? Text(string name) => Find(name);

    /// <summary>The value of a text option that is required or has a default.</summary>
    public string Required(string name) =>
        Find(name) ?? throw new StreamProcessingException($"The option '--{name}' is missing: {_options[name].Description}");

    /// <summary>The value of a duration option that is required or has a default.</summary>
    public TimeSpan Duration(string name) => Durations.Parse(name, Required(name));

    /// <summary>The value of a number option that is required or has a default.</summary>
    public long Number(string name) => ParseNumber(name, Required(name));

    /// <summary>Whether a flag is set.</summary>
    public bool Flag(string name) => Find(name) == "true";

    private static void Check(JobOption option, string value)
    {
        if (option.Kind == JobOptionKind.Duration)
        {
            Durations.Parse(option.Name, value);
        }
        else if (option.Kind == JobOptionKind.Number)
        {
            ParseNumber(option.Name, value);
        }
        else if (option.Kind == JobOptionKind.Flag && value is not ("true" or "false"))
        {
            throw new StreamProcessingException($"The flag '--{option.Name}' must be true or false, but is '{value}'.");
        }
    }

    private static long ParseNumber(string name, string value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new StreamProcessingException($"'--{name}' must be a whole number, but is '{value}'.");

    private string? Find(string name)
    {
        if (!_options.TryGetValue(name, out var option))
        {
            throw new InvalidOperationException($"The job asks for the option '{name}', which it does not declare.");
        }

        return _values.TryGetValue(name, out var value) ? value : option.Default;
    }
}
