namespace Supervisor.Server.Configuration;

/// <summary>What <c>*_logfile=</c> names.</summary>
internal enum LogTargetKind
{
    /// <summary><c>NONE</c> or <c>off</c>: no log file.</summary>
    None,

    /// <summary><c>AUTO</c>: a file with a made-up name in the child log directory.</summary>
    Auto,

    /// <summary>A path.</summary>
    File,
}

/// <summary>The log file an option asks for; <see cref="Path"/> only with <see cref="LogTargetKind.File"/>.</summary>
internal readonly record struct LogTarget(LogTargetKind Kind, string? Path = null)
{
    public static readonly LogTarget None = new(LogTargetKind.None);
    public static readonly LogTarget Auto = new(LogTargetKind.Auto);

    public static LogTarget File(string path) => new(LogTargetKind.File, path);
}
