using System.Globalization;

namespace Supervisor.Tests.Model;

/// <summary>One program of a run: its section of the configuration, and with it what its children do.</summary>
internal sealed record ModelProgram(string Name, int Processes, int LifeMilliseconds, int ExitCode, bool IgnoresTerm, int Burst)
{
    /// <summary>The same for every configuration of a program, so that an exit can be judged whenever it was.</summary>
    private static readonly int[] Expected = [0, 3];

    public bool AutoStart { get; init; }

    public string AutoRestart { get; init; } = "unexpected";

    public int StartSeconds { get; init; }

    public int StartRetries { get; init; } = 3;

    /// <summary>0 is no rotation.</summary>
    public int LogBytes { get; init; }

    public bool LivesForEver => LifeMilliseconds < 0;

    public IEnumerable<string> ProcessNames => Enumerable.Range(0, Processes).Select(i => $"{Name}_{i}");

    public static bool IsExpected(int exitCode) => Expected.Contains(exitCode);

    public static ModelProgram Any(Random random, string name)
    {
        // Half of the children stay; the others end by themselves, and none so soon that a restart costs all of the machine.
        var life = random.Next(2) == 0 ? -1 : One(random, 60, 150, 400, 1200);
        return new ModelProgram(name, One(random, 1, 1, 2, 3), life, One(random, 0, 1, 3), random.Next(8) == 0, One(random, 0, 1, 30, 300))
        {
            AutoStart = random.Next(2) == 0,
            AutoRestart = One(random, "true", "false", "unexpected"),
            StartSeconds = One(random, 0, 0, 0, 1),
            StartRetries = random.Next(3),
            LogBytes = One(random, 0, 4096, 20_000),
        };
    }

    /// <param name="child">The program that keeps books; see model_child.c.</param>
    /// <param name="directory">Where the books and the logs are.</param>
    /// <param name="backups">How many full logs are kept.</param>
    public string Section(string child, string directory, int backups) => string.Create(CultureInfo.InvariantCulture, $"""
        [program:{Name}]
        command={child} {directory} {LifeMilliseconds} {ExitCode} {(IgnoresTerm ? 1 : 0)} {Burst}
        process_name=%(program_name)s_%(process_num)d
        numprocs={Processes}
        autostart={(AutoStart ? "true" : "false")}
        autorestart={AutoRestart}
        startsecs={StartSeconds}
        startretries={StartRetries}
        stopwaitsecs=1
        exitcodes={string.Join(',', Expected)}
        stdout_logfile={directory}/{Name}_%(process_num)d.log
        stdout_logfile_maxbytes={LogBytes}
        stdout_logfile_backups={backups}
        stderr_logfile=NONE

        """);

    private static T One<T>(Random random, params T[] choices) => choices[random.Next(choices.Length)];
}
