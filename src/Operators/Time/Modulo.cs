namespace AkkaStreamProc.Operators.Time;

/// <summary>Divisions that round down, as times before the epoch need them.</summary>
internal static class Modulo
{
    /// <summary>The remainder, from 0 to <paramref name="modulus"/> − 1.</summary>
    public static long Of(long value, long modulus)
    {
        var remainder = value % modulus;
        return remainder < 0 ? remainder + modulus : remainder;
    }

    /// <summary>The last multiple at or before a value, where that is a number.</summary>
    public static long Floor(long value, long modulus) => value - Of(value, modulus);

    /// <summary>The quotient.</summary>
    public static int Quotient(int value, int divisor) => (int)(Floor(value, divisor) / divisor);
}
