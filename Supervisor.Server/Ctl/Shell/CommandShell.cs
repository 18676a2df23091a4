using Supervisor.Server.Interop;

namespace Supervisor.Server.Ctl.Shell;

/// <summary>
/// The prompt: <c>status</c> first, then one command after another, until the input ends, <c>quit</c>, or Ctrl-C. On a terminal lines can be
/// edited, completed and recalled.
/// </summary>
internal sealed class CommandShell(Session session)
{
    private const int StandardOutput = 1;
    private const string FirstCommand = "status";

    public void Run()
    {
        using var interruption = new Interruption();
        session.Client.Interruption = interruption;
        session.Prompt = ChoosePrompt(interruption);
        if (session.Options.Plugins.Count > 0)
            session.Error.WriteLine(CommandInterpreter.PluginNote(session.Options.Plugins));
        try
        {
            Converse();
        }
        catch (OperationCanceledException)
        {
            session.WriteLine("");
        }
        finally
        {
            session.Client.Interruption = null;
        }
    }

    private void Converse()
    {
        var interpreter = new CommandInterpreter(session);
        var prompt = $"{session.Options.Prompt ?? CtlOptions.DefaultPrompt}> ";
        interpreter.Run(FirstCommand);
        // The end of the input is a command like any other, so that it prints what quit prints.
        while (!session.IsOver)
            interpreter.Run(session.Prompt.ReadCommand(prompt) ?? "EOF");
    }

    private ILinePrompt ChoosePrompt(Interruption interruption)
    {
        var isTerminal = TerminalMode.IsTerminal(session.Input.Descriptor) && TerminalMode.IsTerminal(StandardOutput);
        return isTerminal && Environment.GetEnvironmentVariable("TERM") != "dumb"
            ? new TerminalPrompt(session, new History(session.Options.HistoryFile))
            : new PlainPrompt(session.Input, session.Output) { Interruption = interruption };
    }
}
