using Supervisor.Server.Ctl.Commands;
using Supervisor.Server.Ctl.Shell;
using Supervisor.Server.Ctl.Wire;

namespace Supervisor.Server.Ctl;

/// <summary>Carries out one line: finds its command, runs it, and turns whatever fails into a line and an exit status.</summary>
internal sealed class CommandInterpreter(Session session)
{
    private const int Unauthorized = 401;

    public void Run(string text)
    {
        var line = text.Trim();
        if (line.Length == 0)
            return;
        if (line[0] == '?')
            line = "help " + line[1..];
        var end = EndOfCommand(line);
        if (CommandTable.Find(line[..end]) is not { } command)
        {
            session.Fail($"*** Unknown syntax: {line}");
            if (session.Options.Plugins.Count > 0)
                session.Error.WriteLine(PluginNote(session.Options.Plugins));
            return;
        }
        try
        {
            RunAuthenticated(command, line[end..].Trim());
        }
        catch (ClientException failure)
        {
            session.Fail(failure.Line);
            ConnectionAdvice.Give(session, failure);
        }
        finally
        {
            session.Client.HangUp();
        }
    }

    /// <summary>A word that is a command, or, as Python's shells have it, the letters that a line begins with.</summary>
    private static int EndOfCommand(string line)
    {
        var end = line.AsSpan().IndexOfAny(" \t");
        if (CommandTable.Find(end < 0 ? line : line[..end]) is not null)
            return end < 0 ? line.Length : end;
        end = 0;
        while (end < line.Length && (char.IsAsciiLetterOrDigit(line[end]) || line[end] == '_'))
            end++;
        return end;
    }

    public static string PluginNote(IReadOnlyList<string> plugins) =>
        $"supervisorctl: [{string.Join("], [", plugins)}] configures Python code, which is not loaded: its commands are not available";

    /// <summary>Where somebody can be asked, a server that wants a name and a password gets one, as often as it takes.</summary>
    private void RunAuthenticated(CtlCommand command, string rest)
    {
        while (true)
        {
            try
            {
                command.Run(session, rest);
                return;
            }
            catch (HttpStatusException refusal) when (refusal.Status == Unauthorized)
            {
                session.WriteLine("Server requires authentication");
                if (!session.IsInteractive)
                    throw;
            }
            var username = session.Prompt.Ask("Username:");
            var password = PasswordPrompt.Ask(session, "Password:");
            session.WriteLine("");
            session.Client.Authenticate(username, password);
        }
    }
}
