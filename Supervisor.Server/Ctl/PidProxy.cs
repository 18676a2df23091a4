using System.Globalization;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Ctl;

/// <summary>
/// The program <c>pidproxy</c>: stands in the foreground for a program that goes to the background. Owns the command it starts, until that
/// ends, and passes signals on to whoever the pid file names at that moment. What it exits with does not depend on the command.
/// </summary>
internal sealed class PidProxy(TextWriter output, TextWriter error)
{
    private const int Misused = 1;
    private const int NotSignalled = 1;
    private const int NotSpawned = 127;

    private static readonly int[] PassedOn =
        [Signals.SIGTERM, Signals.SIGHUP, Signals.SIGINT, Signals.SIGUSR1, Signals.SIGUSR2, Signals.SIGQUIT];

    private static readonly int[] Handled = [.. PassedOn, Signals.SIGCHLD];

    public int Run(string[] arguments)
    {
        if (arguments.Length < 2)
        {
            output.WriteLine("usage: pidproxy <pidfile> <command> [<argument> ...]");
            return Misused;
        }
        // Before there is a child: neither its end nor a signal of the first moment may be missed.
        SignalMask.BlockEverywhere(Handled);
        using var signals = new SignalDescriptor(Handled);
        return Spawn(arguments[1..]) is { } pid ? Stand(arguments[0], pid, signals) : NotSpawned;
    }

    private int? Spawn(string[] command)
    {
        SignalDispositions.IgnoreWhatChildrenExpectIgnored();
        var errno = PosixSpawn.Start(command[0], command, ChildEnvironment(), [0, 1, 2], SpawnedInto.ParentsGroup, out var pid);
        if (errno == 0)
            return pid;
        error.WriteLine($"pidproxy: couldn't exec {command[0]}: {Errno.Text(errno)}");
        return null;
    }

    /// <summary>Its own, with the locale that Python's children get.</summary>
    private static List<string> ChildEnvironment()
    {
        const string Locale = $"{CharacterLocale.Variable}=";
        var environment = ProcessStart.Environment.ToList();
        if (CharacterLocale.Coerced(Environment.GetEnvironmentVariable) is not { } locale)
            return environment;
        environment.RemoveAll(variable => variable.StartsWith(Locale, StringComparison.Ordinal));
        environment.Add(Locale + locale);
        return environment;
    }

    private int Stand(string pidFile, int command, SignalDescriptor signals)
    {
        while (true)
        {
            var signal = signals.Await();
            if (signal == Signals.SIGCHLD)
            {
                // As the first process of a container it gets strangers' children too; they are no reason to end.
                while (ChildReaper.TryReap(out var dead, out _))
                {
                    if (dead == command)
                        return 0;
                }
            }
            else if (ReadPid(pidFile) is not { } pid)
            {
                output.WriteLine($"Can't read child pidfile {pidFile}!");
                output.Flush();
            }
            else
            {
                var isPassedOn = TrySignal(pid, signal);
                if (signal is Signals.SIGTERM or Signals.SIGINT or Signals.SIGQUIT)
                    return isPassedOn ? 0 : NotSignalled;
            }
        }
    }

    private bool TrySignal(int pid, int signal)
    {
        try
        {
            Signals.Kill(pid, signal);
            return true;
        }
        catch (PosixException refused)
        {
            error.WriteLine($"pidproxy: couldn't send {Signals.Name(signal)} to process {pid}: {Errno.Text(refused.Errno)}");
            return false;
        }
    }

    /// <summary>Numbers that kill(2) takes for whole groups, or for everybody, are no pid.</summary>
    private static int? ReadPid(string pidFile)
    {
        try
        {
            var text = File.ReadAllText(pidFile);
            return int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid > 0 ? pid : null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
