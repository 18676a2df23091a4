using System.Globalization;
using System.Text.Json;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Hosting;

/// <summary>The state as a file in memory, which only this process and what it starts can reach.</summary>
internal static class HandoverFile
{
    /// <summary>Mostly output that no log has taken.</summary>
    private const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Returns the descriptor, which is closed on exec. Fails with <see cref="UpgradeRefusedException"/>.</summary>
    public static int Write(HandoverState state)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(state, DaemonSnapshotJson.Default.HandoverState);
        if (bytes.Length > MaxBytes)
            throw new UpgradeRefusedException($"there is too much output that the logs have not taken: {bytes.Length} bytes of state");
        var file = Libc.memfd_create("handover", Libc.MFD_CLOEXEC | Libc.MFD_ALLOW_SEALING);
        if (file < 0)
            throw new UpgradeRefusedException($"there is no memory for the state: {PosixException.Last("memfd_create").Message}");
        try
        {
            new DescriptorStream(file).Write(bytes);
            // Nobody changes any more what was checked.
            _ = Libc.fcntl(file, Libc.F_ADD_SEALS, Libc.F_SEAL_SEAL | Libc.F_SEAL_SHRINK | Libc.F_SEAL_GROW | Libc.F_SEAL_WRITE);
            return file;
        }
        catch (IOException full)
        {
            Pipes.Close(file);
            throw new UpgradeRefusedException($"there is no memory for the state: {full.Message}");
        }
    }

    /// <summary>Fails with <see cref="UpgradeRefusedException"/> where the file is none, or of another format.</summary>
    public static HandoverState Read(int file)
    {
        var bytes = LogFileCalls.ReadAll(file);
        var format = FormatOf(bytes);
        if (format != HandoverState.CurrentFormat)
            throw new UpgradeRefusedException($"the state has the format '{format}', this program reads '{HandoverState.CurrentFormat}'");
        return JsonSerializer.Deserialize(bytes, DaemonSnapshotJson.Default.HandoverState) ?? throw new UpgradeRefusedException("the state is empty");
    }

    /// <summary>Two descriptors in a variable: of the state, and of the program that wrote it.</summary>
    public static string Name(int state, int program) => string.Create(CultureInfo.InvariantCulture, $"{state},{program}");

    /// <summary>Null where the text names none.</summary>
    public static (int State, int Program)? Parse(string text) =>
        text.Split(',') is [var first, var second]
        && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var state)
        && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var program)
            ? (state, program)
            : null;

    /// <summary>The rest is not understood before this is.</summary>
    private static string FormatOf(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals(nameof(HandoverState.Format)))
                    return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
            }
            return "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
