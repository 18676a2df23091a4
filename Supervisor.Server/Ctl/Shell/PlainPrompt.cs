namespace Supervisor.Server.Ctl.Shell;

/// <summary>Lines from a pipe or a file: the prompt is printed all the same, as Python does.</summary>
internal sealed class PlainPrompt(InputBuffer input, Stream output) : ILinePrompt
{
    /// <summary>Set by the shell: without one Ctrl-C ends the program.</summary>
    public Interruption? Interruption { get; set; }

    public string? ReadCommand(string prompt)
    {
        output.Write(System.Text.Encoding.UTF8.GetBytes(prompt));
        output.Flush();
        return input.ReadLine(Interruption);
    }

    public string Ask(string question) => ReadCommand(question) ?? throw ClientException.EndOfInput(fromTerminal: false);
}
