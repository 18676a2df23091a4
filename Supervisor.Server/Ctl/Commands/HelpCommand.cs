namespace Supervisor.Server.Ctl.Commands;

/// <summary><c>help</c>: the table of commands, or the help of one.</summary>
internal static class HelpCommand
{
    private const string Header = "default commands (type help <topic>):";
    private const string FurtherHeader = "more commands (type help <topic>):";
    private const int Width = 79;

    public static void Run(Session session, string topic)
    {
        if (topic.Length == 0)
            List(session);
        else if (topic == "help")
            session.WriteLine(HelpTexts.Help);
        else if (CommandTable.All.FirstOrDefault(c => c.Name == topic) is { } command)
            session.WriteLine(command.Help);
        else
            session.WriteLine($"*** No help on {topic}");
    }

    private static void List(Session session)
    {
        session.Write(Topic(Header, CommandTable.Listed) + Topic(FurtherHeader, CommandTable.Further));
    }

    private static string Topic(string header, IEnumerable<CtlCommand> commands) =>
        $"\n{header}\n{new string('=', header.Length)}\n{Columns.Arrange([.. commands.Select(c => c.Name)], Width)}\n";
}
