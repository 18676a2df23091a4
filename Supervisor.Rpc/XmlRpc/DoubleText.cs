using System.Globalization;

namespace Supervisor.Rpc.XmlRpc;

/// <summary>Floating-point numbers as Python's <c>repr()</c> writes them.</summary>
internal static class DoubleText
{
    /// <summary>
    /// The shortest digits that read back, in exponent form below 1e-4 and from 1e16 on, never without a point or an exponent.
    /// </summary>
    public static string Repr(double number)
    {
        if (double.IsNaN(number))
            return "nan";
        if (double.IsInfinity(number))
            return number > 0 ? "inf" : "-inf";
        var (digits, exponent) = Shortest(number);
        var sign = double.IsNegative(number) ? "-" : "";
        if (exponent is < -4 or >= 16)
        {
            var fraction = digits.Length > 1 ? $".{digits[1..]}" : "";
            return $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }
        if (exponent < 0)
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        var whole = digits.PadRight(exponent + 1, '0');
        return $"{sign}{whole[..(exponent + 1)]}.{(whole.Length > exponent + 1 ? whole[(exponent + 1)..] : "0")}";
    }

    /// <summary>The significant digits, and the power of ten the first of them stands for.</summary>
    private static (string Digits, int Exponent) Shortest(double number)
    {
        if (number == 0)
            return ("0", 0);
        var parts = Math.Abs(number).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var point = parts[0].IndexOf('.');
        var written = parts[0].Replace(".", "");
        var digits = written.TrimStart('0');
        var exponent = (point < 0 ? parts[0].Length : point) - 1 - (written.Length - digits.Length);
        if (parts.Length > 1)
            exponent += int.Parse(parts[1], CultureInfo.InvariantCulture);
        return (digits.TrimEnd('0'), exponent);
    }
}
