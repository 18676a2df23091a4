namespace Supervisor.Server.Processes;

/// <summary>Why a command cannot be run; the fault code of <c>startProcess</c> follows from it.</summary>
internal enum CommandRefusalKind
{
    /// <summary>No such file: NO_FILE on the wire.</summary>
    NotFound,

    /// <summary>Unparseable, empty, a directory, not executable or not permitted: NOT_EXECUTABLE on the wire.</summary>
    NotExecutable,
}

internal sealed record CommandRefusal(CommandRefusalKind Kind, string Reason);

/// <summary>What a command line stands for: the file and its arguments, or why there is none.</summary>
internal sealed record CommandResolution
{
    private CommandResolution(string file, IReadOnlyList<string> arguments, CommandRefusal? refusal)
    {
        File = file;
        Arguments = arguments;
        Refusal = refusal;
    }

    public string File { get; }

    /// <summary>With the command's first word, as written, in front.</summary>
    public IReadOnlyList<string> Arguments { get; }

    public CommandRefusal? Refusal { get; }

    /// <summary>The mount that may never answer, and what lies there, where nothing was looked at because of it: the child will tell. Null as a rule.</summary>
    public string? HeldUpBy { get; private init; }

    public static CommandResolution Found(string file, IReadOnlyList<string> arguments) => new(file, arguments, null);

    public static CommandResolution HeldUp(string by, string file, IReadOnlyList<string> arguments) => new(file, arguments, null) { HeldUpBy = by };

    public static CommandResolution Refused(CommandRefusalKind kind, string reason) => new("", [], new(kind, reason));
}
