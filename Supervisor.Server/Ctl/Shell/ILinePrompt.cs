namespace Supervisor.Server.Ctl.Shell;

/// <summary>Asks the user for a line.</summary>
internal interface ILinePrompt
{
    /// <summary>A command for the shell; null at the end of the input.</summary>
    string? ReadCommand(string prompt);

    /// <summary>An answer to a question. No answer is a failure of the command that asked.</summary>
    string Ask(string question);
}
