using Supervisor.Server.Interop;
using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>One function for each type an option can have; what they take and the texts of their refusals are stock's.</summary>
internal static partial class OptionParsers
{
    private const int MaxOctalDigits = 10;

    public static bool Boolean(string text) => text.ToLowerInvariant() switch
    {
        "yes" or "true" or "on" or "1" => true,
        "no" or "false" or "off" or "0" => false,
        _ => throw new ConfigurationException($"not a valid boolean value: {PythonText.Repr(text)}"),
    };

    public static bool IsFalse(string text) => text.ToLowerInvariant() is "no" or "false" or "off" or "0";

    /// <summary>Numbers past 32 bits stop at its ends: nothing here could use them.</summary>
    public static int Integer(string text) => (int)Math.Clamp(Long(text), int.MinValue, int.MaxValue);

    /// <summary>Bytes; KB, MB and GB are powers of 1024.</summary>
    public static long ByteSize(string text)
    {
        var lower = text.ToLowerInvariant();
        foreach (var (suffix, factor) in new[] { ("kb", 1024L), ("mb", 1024L * 1024), ("gb", 1024L * 1024 * 1024) })
        {
            if (!lower.EndsWith(suffix, StringComparison.Ordinal))
                continue;
            var count = Math.Clamp(Long(lower[..^2]), long.MinValue / factor, long.MaxValue / factor);
            return count * factor;
        }
        return Long(lower);
    }

    public static int Octal(string text)
    {
        var trimmed = text.Trim();
        var digits = trimmed.StartsWith('+') ? trimmed[1..] : trimmed;
        if (digits.StartsWith("0o", StringComparison.OrdinalIgnoreCase))
            digits = digits[2..].StartsWith('_') ? digits[3..] : digits[2..];
        // All octal numbers here are file modes, and a negative one is none.
        if (digits.Length > MaxOctalDigits || !digits.All(c => c is (>= '0' and <= '7') or '_') || !PythonInteger.TryParse(digits, out _))
            throw new ConfigurationException($"{text} can not be converted to an octal type");
        return Convert.ToInt32(digits.Replace("_", "", StringComparison.Ordinal), 8);
    }

    public static int Signal(string text)
    {
        var isNumber = PythonInteger.TryParse(text, out var written);
        if (Signals.TryParse(isNumber ? $"{written}" : text, out var number))
            return number;
        var kind = isNumber ? "number" : "name";
        throw new ConfigurationException($"value {PythonText.Repr(text)} is not a valid signal {kind}");
    }

    public static EquatableList<int> ExitCodes(string text)
    {
        var codes = new List<int>();
        foreach (var item in Strings(text))
        {
            if (!PythonInteger.TryParse(item, out var code) || code is < 0 or > 255)
                throw new ConfigurationException($"not a valid list of exit codes: {PythonText.Repr(text)}");
            codes.Add((int)code);
        }
        return new(codes);
    }

    public static RestartPolicy AutoRestart(string text)
    {
        if (text.Equals("unexpected", StringComparison.OrdinalIgnoreCase))
            return RestartPolicy.Unexpected;
        try
        {
            return Boolean(text) ? RestartPolicy.Always : RestartPolicy.Never;
        }
        catch (ConfigurationException)
        {
            throw new ConfigurationException($"invalid 'autorestart' value {PythonText.Repr(text)}");
        }
    }

    public static OrphanPolicy Orphans(string text) => text.Trim().ToLowerInvariant() switch
    {
        "warn" => OrphanPolicy.Warn,
        "stop" => OrphanPolicy.Stop,
        "ignore" => OrphanPolicy.Ignore,
        _ => throw new ConfigurationException($"invalid 'orphans' value {PythonText.Repr(text)} (one of: warn, stop, ignore)"),
    };

    /// <summary>Items between commas, without the blanks around them; nothing at all is no item.</summary>
    public static IReadOnlyList<string> Strings(string text) => text.Length == 0 ? [] : [.. text.Split(',').Select(item => item.Trim())];

    public static LogLevel Level(string text) => text.ToLowerInvariant() switch
    {
        "critical" => LogLevel.Critical,
        "error" => LogLevel.Error,
        "warn" => LogLevel.Warn,
        "info" => LogLevel.Info,
        "debug" => LogLevel.Debug,
        "trace" => LogLevel.Trace,
        "blather" => LogLevel.Blather,
        _ => throw new ConfigurationException($"bad logging level name {PythonText.Repr(text)}"),
    };

    /// <summary>A name of a process or group: without blanks, colons and slashes, which mean something in the names clients use.</summary>
    public static string Name(string text)
    {
        var name = text.Trim();
        var bad = name.AsSpan().IndexOfAny(" :/");
        return bad < 0
            ? name
            : throw new ConfigurationException($"Invalid name: {PythonText.Repr(name)} because of character: {PythonText.Repr(name[bad].ToString())}");
    }

    /// <summary>A TCP port and the host before its last colon; an empty host means every address. IPv6 hosts stand in brackets.</summary>
    public static (string Host, int Port) InetAddress(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 0)
        {
            if (!PythonInteger.TryParse(text, out var port) || port is < 1 or > 65535)
                throw new ConfigurationException($"not a valid port number: {PythonText.Repr(text)} ");
            return ("", (int)port);
        }
        var host = text[..colon].ToLowerInvariant();
        if (colon + 1 == text.Length)
            throw new ConfigurationException("no port number specified in ''");
        return (host == "*" ? "" : host, Port(text[(colon + 1)..]));
    }

    public static int Port(string text) => InRange(text, 1, 65535);

    public static int InRange(string text, int low, int high)
    {
        var number = Long(text);
        if (number < low)
            throw new ConfigurationException($"{number} is below lower bound ({low})");
        return number > high ? throw new ConfigurationException($"{number} is above upper bound ({high})") : (int)number;
    }

    private static long Long(string text) => PythonInteger.TryParse(text, out var number)
        ? number
        : throw new ConfigurationException($"invalid literal for int() with base 10: {PythonText.Repr(text)}");
}
