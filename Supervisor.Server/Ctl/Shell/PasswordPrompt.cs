using System.Text;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Ctl.Shell;

/// <summary>
/// Asks for a password on the terminal itself, wherever input and output go, and does not show it. Without a terminal it is read from
/// standard input, with a warning.
/// </summary>
internal static class PasswordPrompt
{
    private const string Terminal = "/dev/tty";

    public static string Ask(Session session, string question)
    {
        var interruption = session.Client.Interruption;
        var answer = OpenTerminal() is { } terminal
            ? AskOnTerminal(terminal, question, interruption)
            : AskOnInput(session, question, interruption);
        return answer ?? throw ClientException.EndOfInput(fromTerminal: true);
    }

    private static string? AskOnTerminal(int terminal, string question, Interruption? interruption)
    {
        try
        {
            // Not shown from before the question on: the answer may come at once.
            using (TerminalMode.NoEcho(terminal))
            {
                Write(terminal, question);
                var answer = new InputBuffer(terminal).ReadLine(interruption);
                // The line end was not shown either.
                Write(terminal, "\n");
                return answer;
            }
        }
        finally
        {
            Pipes.Close(terminal);
        }
    }

    private static string? AskOnInput(Session session, string question, Interruption? interruption)
    {
        session.Error.WriteLine("Warning: Password input may be echoed.");
        session.Error.Write(question);
        return session.Input.ReadLine(interruption);
    }

    private static int? OpenTerminal() => TerminalMode.TryOpen(Terminal);

    private static void Write(int terminal, string text) => Pipes.Write(terminal, Encoding.UTF8.GetBytes(text));
}
