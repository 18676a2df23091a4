using System.Text;
using System.Text.Unicode;
using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>The bytes of a configuration file as text: UTF-8 and nothing else. Refusals have Python's texts.</summary>
internal static class ConfigurationText
{
    /// <param name="bytes">What is in the file.</param>
    /// <param name="file">Its name, for a refusal.</param>
    public static string Decode(ReadOnlySpan<byte> bytes, string file)
    {
        if (Utf8.IsValid(bytes))
            return Encoding.UTF8.GetString(bytes);
        var position = 0;
        while (Rune.DecodeFromUtf8(bytes[position..], out _, out var length) == System.Buffers.OperationStatus.Done)
            position += length;
        var first = bytes[position];
        var isCutShort = Rune.DecodeFromUtf8(bytes[position..], out _, out var bad) == System.Buffers.OperationStatus.NeedMoreData;
        var reason = first is < 0xC2 or > 0xF4 ? "invalid start byte" : isCutShort ? "unexpected end of data" : "invalid continuation byte";
        var what = bad == 1 ? $"byte 0x{first:x2} in position {position}" : $"bytes in position {position}-{position + bad - 1}";
        var line = bytes[..position].Count((byte)'\n') + 1;
        var hint = bytes is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..] ? "this is UTF-16" : "this may be Latin-1";
        throw new ConfigurationException(
            $"'utf-8' codec can't decode {what}: {reason} (file: {PythonText.Repr(file)}, line: {line}; {hint}, and has to be "
            + "saved as UTF-8)")
        {
            Places = [new(file, line, $"{what} is no UTF-8; {hint}, and has to be saved as UTF-8")],
        };
    }
}
