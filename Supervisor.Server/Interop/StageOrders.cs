using System.Buffers.Binary;

namespace Supervisor.Server.Interop;

/// <summary>
/// What a child that was started as a stage does before it becomes its program. Written to a file in memory, which the stage reads: neither its
/// arguments nor its own environment show it to others.
/// </summary>
internal sealed record StageOrders
{
    /// <summary>The files that the command may stand for, in the order they are tried.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>With argv[0].</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary><c>KEY=value</c> each.</summary>
    public required IReadOnlyList<string> Environment { get; init; }

    /// <summary>Files of further variables, which the stage reads first; a - before a path that may be missing.</summary>
    public IReadOnlyList<string> EnvironmentFiles { get; init; } = [];

    /// <summary><c>KEY=value</c> each: what wins over those files.</summary>
    public IReadOnlyList<string> EnvironmentAbove { get; init; } = [];

    /// <summary>Empty for the working directory of the daemon.</summary>
    public required string Directory { get; init; }

    /// <summary>The directory of the cgroup; empty for the daemon's.</summary>
    public string Cgroup { get; init; } = "";

    /// <summary>-1 for the daemon's.</summary>
    public required int Umask { get; init; }

    /// <summary>Uid, gid and groups; empty for the daemon's own.</summary>
    public required IReadOnlyList<int> Identity { get; init; }

    /// <summary>In the order in which they are taken.</summary>
    public IReadOnlyList<ResourceSetting> Resources { get; init; } = [];

    public byte[] ToBytes()
    {
        var bytes = new MemoryStream();
        Write(bytes, Resources.Count);
        foreach (var resource in Resources)
        {
            Write(bytes, (int)resource.Kind);
            Write(bytes, resource.Number);
            Write(bytes, resource.First);
            Write(bytes, resource.Second);
        }
        Write(bytes, Umask);
        Write(bytes, Identity.Count);
        foreach (var number in Identity)
            Write(bytes, number);
        Write(bytes, [Directory, Cgroup]);
        Write(bytes, Files);
        Write(bytes, Arguments);
        Write(bytes, Environment);
        Write(bytes, EnvironmentFiles);
        Write(bytes, EnvironmentAbove);
        return bytes.ToArray();
    }

    public static StageOrders Read(ReadOnlySpan<byte> bytes)
    {
        var resources = new ResourceSetting[ReadNumber(ref bytes)];
        for (var i = 0; i < resources.Length; i++)
            resources[i] = new((ResourceKind)ReadNumber(ref bytes), ReadNumber(ref bytes), ReadLong(ref bytes), ReadLong(ref bytes));
        var umask = ReadNumber(ref bytes);
        var identity = new int[ReadNumber(ref bytes)];
        for (var i = 0; i < identity.Length; i++)
            identity[i] = ReadNumber(ref bytes);
        var places = ReadTexts(ref bytes);
        return new StageOrders
        {
            Resources = resources,
            Umask = umask,
            Identity = identity,
            Directory = places[0],
            Cgroup = places[1],
            Files = ReadTexts(ref bytes),
            Arguments = ReadTexts(ref bytes),
            Environment = ReadTexts(ref bytes),
            EnvironmentFiles = ReadTexts(ref bytes),
            EnvironmentAbove = ReadTexts(ref bytes),
        };
    }

    private static void Write(MemoryStream bytes, int number)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(four, number);
        bytes.Write(four);
    }

    private static void Write(MemoryStream bytes, ulong number)
    {
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(eight, number);
        bytes.Write(eight);
    }

    private static void Write(MemoryStream bytes, IReadOnlyList<string> texts)
    {
        Write(bytes, texts.Count);
        foreach (var text in texts)
        {
            var encoded = OsText.Encode(text);
            Write(bytes, encoded.Length);
            bytes.Write(encoded);
        }
    }

    private static int ReadNumber(ref ReadOnlySpan<byte> bytes)
    {
        var number = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        bytes = bytes[4..];
        return number;
    }

    private static ulong ReadLong(ref ReadOnlySpan<byte> bytes)
    {
        var number = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        bytes = bytes[8..];
        return number;
    }

    private static string[] ReadTexts(ref ReadOnlySpan<byte> bytes)
    {
        var texts = new string[ReadNumber(ref bytes)];
        for (var i = 0; i < texts.Length; i++)
        {
            var length = ReadNumber(ref bytes);
            texts[i] = OsText.Decode(bytes[..length]);
            bytes = bytes[length..];
        }
        return texts;
    }
}
