using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Checking;

/// <summary>
/// <c>supervisord --check</c>: reads the configuration, looks at what it refers to, and says what is wrong. Opens no log, no socket, starts nothing.
/// </summary>
internal sealed class ConfigurationCheck(ConfigurationReader reader, IReadOnlyDictionary<string, string> environment)
{
    /// <summary>Exit codes.</summary>
    public const int Fine = 0;
    public const int HasWarnings = 1;
    public const int HasErrors = 2;

    /// <param name="output">Takes the report; or the effective configuration, where that is asked for.</param>
    /// <param name="error">Takes how many there are; and the report, where the output has the configuration.</param>
    /// <param name="print">Whether the configuration as it will be is wanted.</param>
    /// <param name="strict">Whether warnings give an exit code too.</param>
    /// <returns>The exit code.</returns>
    public int Run(TextWriter output, TextWriter error, bool print, bool strict)
    {
        var inspection = reader.Inspect();
        if (inspection.Configuration is { } configuration)
        {
            Look(inspection, configuration);
            if (print)
                output.Write(EffectiveConfiguration.Of(configuration));
        }
        foreach (var finding in Sorted(inspection))
            (print ? error : output).Write($"{finding}\n");
        error.Write($"{inspection.File}: {Count(inspection.Errors.Count, "error")}, {Count(inspection.Warnings.Count, "warning")}\n");
        return inspection.Errors.Count > 0 ? HasErrors : strict && inspection.Warnings.Count > 0 ? HasWarnings : Fine;
    }

    private static string Count(int number, string what) => $"{(number == 0 ? "no" : $"{number}")} {what}{(number == 1 ? "" : "s")}";

    private void Look(ConfigurationInspection inspection, ServerConfiguration configuration)
    {
        var own = Credentials.CurrentUid;
        var daemonUid = configuration.Supervisord.Uid ?? own;
        if (daemonUid != own && own != 0 && inspection.Document.Find("supervisord") is { } section)
            inspection.Warn(section, "user", "supervisord has to be started by root for it; files and commands were looked at with your own rights as far as possible");
        StandWhereTheDaemonWill(configuration);
        var access = new UserAccess();
        using var mounts = new MountAnswers();
        var files = new FileChecks(inspection, access, mounts, daemonUid);
        var programs = new ProgramChecks(inspection, access, mounts, daemonUid, environment);
        files.Check(configuration);
        new AddressChecks(inspection).Check(configuration);
        foreach (var process in configuration.Groups.SelectMany(g => g.Processes))
        {
            files.Check(process);
            programs.Check(process);
        }
    }

    /// <summary>Relative commands and logs of programs are meant from there. That the directory is there was seen when it was read.</summary>
    private static void StandWhereTheDaemonWill(ServerConfiguration configuration)
    {
        try
        {
            if (configuration.Supervisord.Directory is { } directory)
                Daemon.ChangeDirectory(directory);
        }
        catch (PosixException)
        {
            // The daemon says so in its log and goes on from where it stands.
        }
    }

    /// <summary>The main file first, then the included ones, each from its top.</summary>
    private static IEnumerable<Finding> Sorted(ConfigurationInspection inspection) =>
        inspection.Errors.Select(p => new Finding(Severity.Error, p)).Concat(inspection.Warnings.Select(p => new Finding(Severity.Warning, p)))
            .OrderBy(f => f.Problem.File != inspection.File).ThenBy(f => f.Problem.File, StringComparer.Ordinal).ThenBy(f => f.Problem.Line);
}
