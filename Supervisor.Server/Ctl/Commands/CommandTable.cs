namespace Supervisor.Server.Ctl.Commands;

/// <summary>Every command there is, in the order <c>help</c> lists them.</summary>
internal static class CommandTable
{
    public static readonly CtlCommand Add = new("add", GroupCommands.Add, HelpTexts.Add) { Completes = Completes.Groups };
    public static readonly CtlCommand Avail = new("avail", ConfigurationCommands.Avail, HelpTexts.Avail);
    public static readonly CtlCommand Clear = new("clear", LogCommands.Clear, HelpTexts.Clear) { Completes = Completes.Processes };
    public static readonly CtlCommand Exit = new("exit", DaemonCommands.Quit, HelpTexts.Exit);
    public static readonly CtlCommand Fg = new("fg", ForegroundCommand.Run, HelpTexts.Fg) { Completes = Completes.Processes };
    public static readonly CtlCommand Graph = new("graph", GraphCommand.Run, HelpTexts.Graph);
    public static readonly CtlCommand Limits = new("limits", LimitsCommand.Run, HelpTexts.Limits) { Completes = Completes.Processes };
    public static readonly CtlCommand Maintail = new("maintail", LogCommands.Maintail, HelpTexts.Maintail);
    public static readonly CtlCommand Open = new("open", DaemonCommands.Open, HelpTexts.Open);
    public static readonly CtlCommand Pid = new("pid", StatusCommands.Pid, HelpTexts.Pid) { Completes = Completes.Processes };
    public static readonly CtlCommand Plan = new("plan", PlanCommand.Run, HelpTexts.Plan) { Completes = Completes.Groups };
    public static readonly CtlCommand Quit = new("quit", DaemonCommands.Quit, HelpTexts.Quit);
    public static readonly CtlCommand Reload = new("reload", DaemonCommands.Reload, HelpTexts.Reload);
    public static readonly CtlCommand ReloadProgram = new("reload-program", LiveProcessCommands.Reload, HelpTexts.ReloadProgram) { Completes = Completes.Processes };
    public static readonly CtlCommand Remove = new("remove", GroupCommands.Remove, HelpTexts.Remove) { Completes = Completes.Groups };
    public static readonly CtlCommand Reread = new("reread", ConfigurationCommands.Reread, HelpTexts.Reread);
    public static readonly CtlCommand Restart = new("restart", ProcessCommands.Restart, HelpTexts.Restart) { Completes = Completes.Processes };
    public static readonly CtlCommand Schedule = new("schedule", ScheduleCommand.Run, HelpTexts.Schedule) { Completes = Completes.Processes };
    public static readonly CtlCommand Shutdown = new("shutdown", DaemonCommands.Shutdown, HelpTexts.Shutdown);
    public static readonly CtlCommand Signal = new("signal", ProcessCommands.Signal, HelpTexts.Signal) { Completes = Completes.Processes };
    public static readonly CtlCommand Start = new("start", ProcessCommands.Start, HelpTexts.Start) { Completes = Completes.Processes };
    public static readonly CtlCommand Status = new("status", StatusCommands.Status, HelpTexts.Status) { Completes = Completes.Processes };
    public static readonly CtlCommand Stop = new("stop", ProcessCommands.Stop, HelpTexts.Stop) { Completes = Completes.Processes };
    public static readonly CtlCommand Tail = new("tail", LogCommands.Tail, HelpTexts.Tail) { Completes = Completes.Processes };
    public static readonly CtlCommand Update = new("update", UpdateCommand.Run, HelpTexts.Update) { Completes = Completes.Groups };
    public static readonly CtlCommand Upgrade = new("upgrade", UpgradeCommand.Run, HelpTexts.Upgrade);
    public static readonly CtlCommand Version = new("version", DaemonCommands.Version, HelpTexts.Version);

    public static IReadOnlyList<CtlCommand> Listed { get; } =
    [
        Add, Avail, Clear, Exit, Fg, Maintail, Open, Pid, Quit, Reload, Remove, Reread, Restart, Shutdown, Signal, Start, Status, Stop, Tail,
        Update, Version,
    ];

    /// <summary>What stock's client has not, listed below the others.</summary>
    public static IReadOnlyList<CtlCommand> Further { get; } = [Graph, Limits, Plan, ReloadProgram, Schedule, Upgrade];

    public static IEnumerable<CtlCommand> All => Listed.Concat(Further);

    /// <summary>These two are commands as well, but not listed: <c>EOF</c> is what the end of the input is read as.</summary>
    private static readonly CtlCommand Help = new("help", HelpCommand.Run, "") { Completes = Completes.Commands };
    private static readonly CtlCommand EndOfInput = new("EOF", DaemonCommands.Quit, "");

    public static CtlCommand? Find(string name) => name switch
    {
        "help" => Help,
        "EOF" => EndOfInput,
        _ => All.FirstOrDefault(c => c.Name == name),
    };
}
