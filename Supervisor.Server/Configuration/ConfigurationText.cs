using System.Text;
using System.Text.Unicode;

namespace Supervisor.Server.Configuration;

/// <summary>The bytes of a configuration file as text: UTF-8 and nothing else. Refusals have Python's texts.</summary>
internal static class ConfigurationText
{
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
            return Encoding.UTF8.GetString(bytes);
        var position = 0;
        while (Rune.DecodeFromUtf8(bytes[position..], out _, out var length) == System.Buffers.OperationStatus.Done)
            position += length;
        var first = bytes[position];
        var reason = first is < 0xC2 or > 0xF4
            ? "invalid start byte"
            : Rune.DecodeFromUtf8(bytes[position..], out _, out _) == System.Buffers.OperationStatus.NeedMoreData
                ? "unexpected end of data"
                : "invalid continuation byte";
        throw new ConfigurationException($"'utf-8' codec can't decode byte 0x{first:x2} in position {position}: {reason}");
    }
}
