namespace AkkaStreamProc.Architecture.Tests;

/// <summary>The lines in which two texts differ, in their order: what is gone with a minus, what is new with a plus.</summary>
internal static class TextDifference
{
    public static string Of(string old, string @new)
    {
        var (left, right) = (old.Split('\n'), @new.Split('\n'));
        var common = CommonLengths(left, right);
        var lines = new List<string>();
        var (i, j) = (0, 0);
        while (i < left.Length || j < right.Length)
        {
            if (i < left.Length && j < right.Length && left[i] == right[j])
            {
                i++;
                j++;
            }
            else if (j == right.Length || (i < left.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                lines.Add($"- {left[i++]}");
            }
            else
            {
                lines.Add($"+ {right[j++]}");
            }
        }

        return string.Join(Environment.NewLine, lines);
    }

    /// <summary>The length of the longest common subsequence of what follows each pair of positions.</summary>
    private static int[,] CommonLengths(string[] left, string[] right)
    {
        var lengths = new int[left.Length + 1, right.Length + 1];
        for (var i = left.Length - 1; i >= 0; i--)
        {
            for (var j = right.Length - 1; j >= 0; j--)
            {
                lengths[i, j] = left[i] == right[j] ? lengths[i + 1, j + 1] + 1 : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
            }
        }

        return lengths;
    }
}
