namespace Supervisor.Server.Ctl;

/// <summary>
/// A command could not go on. Stock shows such failures by the name of Python's class and its text, and scripts look for those words,
/// so every failure here knows both.
/// </summary>
/// <param name="kind">Python's name for it: <c>ConnectionRefusedError</c>.</param>
/// <param name="text">What Python prints of it.</param>
internal class ClientException(string kind, string text) : Exception(text)
{
    public string Kind { get; } = kind;

    /// <summary>The whole line, as stock prints it. A place in Python's source has no counterpart; the line's shape is kept.</summary>
    public string Line => $"error: <class '{Kind}'>, {Message}: file: supervisorctl line: 0";

    /// <summary>Standard input ended where an answer was asked for.</summary>
    public static ClientException EndOfInput(bool fromTerminal) => new("EOFError", fromTerminal ? "" : "EOF when reading a line");

    public static ClientException Value(string text) => new("ValueError", text);
}
