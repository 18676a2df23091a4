using System.Globalization;
using System.Text;

namespace Supervisor.Rpc.XmlRpc;

/// <summary>Numbers and times as Python's <c>int()</c>, <c>float()</c> and <c>strptime()</c> read them; null for what they refuse.</summary>
internal static class ScalarText
{
    /// <summary>An integer too wide for the wire's type stays the text it was; whoever expects a number reads it from there.</summary>
    public static XmlRpcValue? IntOf(ReadOnlySpan<byte> text)
    {
        var trimmed = text.Trim(" \t\r\n"u8);
        if (int.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return new XmlRpcValue.Int(number);
        var digits = trimmed.StartsWith("-"u8) || trimmed.StartsWith("+"u8) ? trimmed[1..] : trimmed;
        return digits.IsEmpty || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            ? null
            : new XmlRpcValue.Str(Encoding.ASCII.GetString(trimmed));
    }

    public static XmlRpcValue.Double? DoubleOf(ReadOnlySpan<byte> text)
    {
        var trimmed = text.Trim(" \t\r\n"u8);
        if (double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return new XmlRpcValue.Double(number);
        var isNegative = trimmed.StartsWith("-"u8);
        var size = isNegative || trimmed.StartsWith("+"u8) ? trimmed[1..] : trimmed;
        return Ascii.EqualsIgnoreCase(size, "inf"u8)
            ? new XmlRpcValue.Double(isNegative ? double.NegativeInfinity : double.PositiveInfinity)
            : null;
    }

    /// <summary>The one form the protocol has, without a zone. It stays text: which zone was meant is between client and server.</summary>
    public static XmlRpcValue.DateTime? DateTimeOf(ReadOnlySpan<byte> text)
    {
        var time = Encoding.UTF8.GetString(text);
        return DateTime.TryParseExact(time, "yyyyMMdd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? new XmlRpcValue.DateTime(time)
            : null;
    }
}
