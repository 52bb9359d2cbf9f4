namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>Gives a prepared file its visible name, whoever may have begun to do so before.</summary>
internal static class PartCommit
{
    /// <summary>Commits a file, or finds that it is committed.</summary>
    /// <exception cref="FilesException">The file is missing, has another length, or its name is taken by another file.</exception>
    public static void Settle(string directory, PreparedPart part)
    {
        var committed = Path.Join(directory, part.Name);
        var prepared = Path.Join(directory, PartNames.Prepared(part.Name));
        if (TryVerify(prepared, part))
        {
            if (!File.Exists(committed))
            {
                TryMove(prepared, committed);
            }
            else if (HaveSameContent(prepared, committed))
            {
                File.Delete(prepared);
            }
            else
            {
                throw FileErrors.Occupied(committed);
            }
        }

        if (!TryVerify(committed, part))
        {
            throw FileErrors.LostPart(prepared, part);
        }
    }

    private static void TryMove(string prepared, string committed)
    {
        try
        {
            File.Move(prepared, committed);
        }
        catch (FileNotFoundException)
        {
            // The same subtask of an older attempt, told late of the same checkpoint, was faster.
        }
    }

    private static bool TryVerify(string path, PreparedPart part)
    {
        var file = new FileInfo(path);
        if (file.Exists && file.Length != part.Length)
        {
            throw FileErrors.NotAsPrepared(path, part, file.Length);
        }

        return file.Exists;
    }

    private static bool HaveSameContent(string one, string other)
    {
        using var first = File.OpenRead(one);
        using var second = File.OpenRead(other);
        if (first.Length != second.Length)
        {
            return false;
        }

        var left = new byte[81920];
        var right = new byte[81920];
        int read;
        while ((read = first.ReadAtLeast(left, left.Length, throwOnEndOfStream: false)) > 0)
        {
            var compared = second.ReadAtLeast(right, right.Length, throwOnEndOfStream: false);
            if (!left.AsSpan(0, read).SequenceEqual(right.AsSpan(0, compared)))
            {
                return false;
            }
        }

        return true;
    }
}
