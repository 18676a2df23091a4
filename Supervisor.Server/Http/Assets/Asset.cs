namespace Supervisor.Server.Http.Assets;

/// <summary>One file that is part of the program, read at its first use.</summary>
internal sealed class Asset(string name, string contentType)
{
    private static readonly DateTimeOffset Built = ProgramTime();

    private readonly Lazy<byte[]> _bytes = new(() => Read(name));
    private string? _tag;

    public string ContentType => contentType;

    public ReadOnlyMemory<byte> Bytes => _bytes.Value;

    /// <summary>Changes with the content.</summary>
    public string Tag => _tag ??= $"\"{Convert.ToHexStringLower(Sha1.Hash(_bytes.Value))}\"";

    /// <summary>The program's, in whole seconds as headers have them.</summary>
    public DateTimeOffset LastModified { get; } = Built;

    private static byte[] Read(string name)
    {
        using var stream = typeof(Asset).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not part of the program");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static DateTimeOffset ProgramTime()
    {
        var time = new DateTimeOffset(File.GetLastWriteTimeUtc(Environment.ProcessPath!));
        return time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
    }
}
