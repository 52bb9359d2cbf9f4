using System.Globalization;
using AkkaStreamProc.Connectors.Files.Internal;

namespace AkkaStreamProc.Connectors.Files;

/// <summary>The committed files that earlier lives of a job left in a directory.</summary>
/// <remarks>
/// A job that starts anew writes the same records again, under other names. Whoever starts it so moves the old files
/// out of the way first, or readers of the directory see every record twice.
/// </remarks>
public static class FormerOutput
{
    /// <summary>
    /// Moves the committed files of a job into a new subdirectory whose name begins with a dot, so that readers leave it
    /// alone. Files of other jobs, and of operators whose names have other characters than letters, digits, dashes and
    /// underscores, stay.
    /// </summary>
    /// <param name="directory">The directory of a sink; it need not exist.</param>
    /// <param name="jobName">The name of the job.</param>
    /// <param name="now">Names the subdirectory.</param>
    /// <param name="files">How many files were moved.</param>
    /// <returns>The subdirectory, or <see langword="null"/> where there was nothing to move.</returns>
    /// <exception cref="FilesException">A file could not be moved, or somebody is writing into the directory.</exception>
    public static string? SetAside(string directory, string jobName, DateTimeOffset now, out int files)
    {
        files = 0;
        if (!Directory.Exists(directory))
        {
            return null;
        }

        var aside = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $".discarded-{now.UtcDateTime:yyyyMMdd'T'HHmmss'.'fff'Z'}"));
        try
        {
            using var unused = SinkDirectory.HoldUnused(directory);
            foreach (var file in Directory.EnumerateFiles(directory).Where(f => PartNames.IsCommittedBy(jobName, Path.GetFileName(f))).ToList())
            {
                Directory.CreateDirectory(aside);
                File.Move(file, Path.Combine(aside, Path.GetFileName(file)));
                files++;
            }
        }
        catch (Exception e) when (FileErrors.IsInputOutput(e))
        {
            throw FileErrors.Failed("set aside the earlier files of", directory, e);
        }

        return files > 0 ? aside : null;
    }
}
