using System.Text;
using Supervisor.Server.Ctl.Shell;
using Supervisor.Server.Ctl.Wire;

namespace Supervisor.Server.Ctl;

/// <summary>What all commands of one run share: the daemon, where to print, whom to ask, and the exit status so far.</summary>
/// <param name="options">What the user wants.</param>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error: what helps a person and must not disturb a script.</param>
/// <param name="input">Standard input.</param>
internal sealed class Session(CtlOptions options, Stream output, TextWriter error, InputBuffer input) : IDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public CtlOptions Options => options;

    public SupervisorClient Client { get; } = new(options.ServerUrl ?? CtlOptions.DefaultServerUrl, options.Username, options.Password);

    public Stream Output => output;

    public TextWriter Error => error;

    public InputBuffer Input => input;

    /// <summary>Asks the user; set once it is known how.</summary>
    public required ILinePrompt Prompt { get; set; }

    /// <summary>There is somebody to ask.</summary>
    public bool IsInteractive => options.Interactive;

    /// <summary>The last error wins, and success never takes it back.</summary>
    public int ExitStatus { get; set; }

    /// <summary>The shell is to end.</summary>
    public bool IsOver { get; set; }

    public void WriteLine(string line) => Write(line + "\n");

    public void Write(string text) => Write(Utf8.GetBytes(text));

    public void Write(ReadOnlyMemory<byte> bytes)
    {
        output.Write(bytes.Span);
        output.Flush();
    }

    /// <summary>A line, and that something is wrong.</summary>
    public void Fail(string line, int status = Ctl.ExitStatus.Generic)
    {
        WriteLine(line);
        ExitStatus = status;
    }

    /// <summary>The same; where JSON was asked for, standard output holds nothing else.</summary>
    public void Fail(string line, bool isJson)
    {
        if (isJson)
            error.WriteLine(line);
        else
            WriteLine(line);
        ExitStatus = Ctl.ExitStatus.Generic;
    }

    public void Dispose() => Client.Dispose();
}
