namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>Tells from what is found at a followed path whether the file there is the one that was read.</summary>
internal static class FollowRules
{
    /// <param name="isSameFile">Whether the identities agree; <see langword="null"/> where one is unknown.</param>
    /// <param name="length">The length of the file at the path.</param>
    /// <param name="position">How far the file that was read was read.</param>
    /// <param name="headLength">How many bytes of its beginning are known.</param>
    /// <param name="headMatches">Whether the file at the path begins with them.</param>
    /// <param name="findFormer">Looks for the file that was read under another name: by its identity, or as a copy where it was truncated in place.</param>
    /// <param name="isFormerOpen">Whether the file that was read is still open here.</param>
    public static FollowDecision Decide(
        bool? isSameFile, long length, long position, int headLength, bool headMatches, Func<bool> findFormer, bool isFormerOpen)
    {
        var continues = length >= position && headMatches;
        if (isSameFile != false)
        {
            if (continues)
            {
                return FollowDecision.GoOn;
            }

            if (findFormer())
            {
                return FollowDecision.FormerFirst;
            }

            // With the old beginning and shorter than what was read, it may have been cut and not written anew.
            return length == 0 || (length >= headLength && !headMatches) ? FollowDecision.Anew : FollowDecision.Refuse;
        }

        if (findFormer())
        {
            return FollowDecision.FormerFirst;
        }

        // Replaced by a longer copy of itself, as rsync does, or seen through another mount.
        if (continues && headLength > 0)
        {
            return FollowDecision.GoOn;
        }

        return isFormerOpen ? FollowDecision.FormerFirst : FollowDecision.Anew;
    }
}
