using System.Collections;
using System.Text;
using Supervisor.Server.Configuration;
using Supervisor.Server.Ctl.Shell;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Ctl;

/// <summary>The program <c>supervisorctl</c>: from its arguments to its exit code.</summary>
/// <param name="name">As it was started, for messages and for where configurations are looked for.</param>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
/// <param name="input">The descriptor of standard input.</param>
internal sealed class SupervisorctlProgram(string name, Stream output, TextWriter error, int input)
{
    private const int StandardInput = 0;
    private const int StandardOutput = 1;
    private const int StandardError = 2;
    private const int UsageError = 2;

    /// <summary>The program on the process's own three streams.</summary>
    public static int RunOnStandardStreams(string name, string[] arguments)
    {
        using var output = new DescriptorStream(StandardOutput);
        using var error = new StreamWriter(new DescriptorStream(StandardError, mayHaveNoReader: true)) { AutoFlush = true };
        return new SupervisorctlProgram(name, output, error, StandardInput).Run(arguments, WorkingDirectory.Current());
    }

    public int Run(IReadOnlyList<string> arguments, string workingDirectory)
    {
        try
        {
            var commandLine = CtlCommandLine.Parse(arguments);
            if (!commandLine.Help)
                return Run(Configured(commandLine, workingDirectory));
            output.Write(Encoding.UTF8.GetBytes(CtlCommandLineHelp.Text(name)));
            return ExitStatus.Success;
        }
        catch (ConfigurationException refusal)
        {
            error.Write($"Error: {refusal.Message}\nFor help, use {name} -h\n");
            return UsageError;
        }
        catch (IOException failure)
        {
            // Nobody reads the output any more (a pipe into head): there is nobody to tell either. A full disk is another matter.
            if (failure.HResult != Errno.EPIPE)
                error.Write($"{name}: standard output cannot be written: {failure.Message}\n");
            return ExitStatus.Generic;
        }
    }

    private int Run(CtlOptions options)
    {
        using var session = Open(options);
        if (options.Words.Count == 0)
        {
            new CommandShell(session).Run();
            return ExitStatus.Success;
        }
        new CommandInterpreter(session).Run(string.Join(' ', options.Words));
        return session.ExitStatus;
    }

    private Session Open(CtlOptions options)
    {
        var buffer = new InputBuffer(input);
        return new Session(options with { Interactive = options.Interactive || options.Words.Count == 0 }, output, error, buffer)
        {
            Prompt = new PlainPrompt(buffer, output),
        };
    }

    /// <summary>The environment, with the locale that Python adds.</summary>
    private static Dictionary<string, string> Variables()
    {
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(v => (string)v.Key, v => (string)v.Value!);
        if (CharacterLocale.Coerced(variables.GetValueOrDefault) is { } locale)
            variables[CharacterLocale.Variable] = locale;
        return variables;
    }

    private CtlOptions Configured(CtlOptions commandLine, string workingDirectory)
    {
        var file = commandLine.ConfigurationFile ?? ConfigurationFile.FindOrNull(name, workingDirectory);
        return file is null
            ? commandLine
            : commandLine.Over(CtlConfiguration.Read(file, workingDirectory, Variables()));
    }
}
