namespace AkkaStreamProc.Shared;

/// <summary>Closes several things, each whatever the others throw: one that fails must not keep another's transaction open.</summary>
internal static class Closing
{
    /// <summary>Runs every step.</summary>
    /// <exception cref="AggregateException">Some failed; has all their exceptions, in order.</exception>
    public static void All(IEnumerable<Action> steps)
    {
        List<Exception>? failures = null;
        foreach (var step in steps)
        {
            try
            {
                step();
            }
            catch (Exception e)
            {
                (failures ??= []).Add(e);
            }
        }

        if (failures is not null)
        {
            throw new AggregateException(failures);
        }
    }
}
