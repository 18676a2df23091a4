namespace Supervisor.Server.Ctl.Commands;

/// <summary>One row of the client's table: a command's name, what it does with the rest of the line, and its help.</summary>
internal sealed record CtlCommand(string Name, Action<Session, string> Run, string Help)
{
    /// <summary>What Tab offers after the name.</summary>
    public Completes Completes { get; init; }

    /// <summary>A usage error: the sentence, and the command's help below it.</summary>
    public void Misused(Session session, string sentence, int status = ExitStatus.Generic)
    {
        session.Fail(sentence, status);
        session.WriteLine(Help);
    }
}

/// <summary>The kinds of names a command takes.</summary>
internal enum Completes
{
    Nothing,
    Commands,
    Groups,
    Processes,
}
