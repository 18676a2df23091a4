using Supervisor.Server.Configuration;

namespace Supervisor.Server.Processes;

/// <summary>What a command of a program's beside its own is for.</summary>
internal enum HookKind
{
    PreStart,
    PostStart,
    PreStop,
    PostStop,
    StopCommand,
    ReloadCommand,

    /// <summary>What is done when a program does not live any more.</summary>
    LivenessAction,

    /// <summary>Whether it is ready, or lives.</summary>
    Check,
}

/// <summary>What the configuration says of each kind.</summary>
internal static class HookKinds
{
    /// <summary>The key that it is configured by.</summary>
    public static string Key(this HookKind kind) => kind switch
    {
        HookKind.PreStart => "pre_start_hook",
        HookKind.PostStart => "post_start_hook",
        HookKind.PreStop => "pre_stop_hook",
        HookKind.PostStop => "post_stop_hook",
        HookKind.StopCommand => "stop_command",
        HookKind.LivenessAction => "liveness_failure_action",
        HookKind.Check => "check",
        _ => "reload_command",
    };

    /// <summary>Null where there is none.</summary>
    public static string? CommandOf(this HookOptions options, HookKind kind) => kind switch
    {
        HookKind.PreStart => options.PreStart,
        HookKind.PostStart => options.PostStart,
        HookKind.PreStop => options.PreStop,
        HookKind.PostStop => options.PostStop,
        HookKind.StopCommand => options.StopCommand,
        _ => options.ReloadCommand,
    };

    public static TimeSpan LimitOf(this ProcessOptions options, HookKind kind) => kind switch
    {
        HookKind.PreStart => options.Hooks!.PreStartTimeout,
        HookKind.PostStart => options.Hooks!.PostStartTimeout,
        HookKind.PreStop => options.Hooks!.PreStopTimeout,
        HookKind.PostStop => options.Hooks!.PostStopTimeout,
        HookKind.StopCommand => TimeSpan.FromSeconds(options.StopWaitSeconds),
        _ => options.Hooks!.ReloadTimeout,
    };

    /// <summary>The options by which a hook is started as a program is, with what it is told besides.</summary>
    public static ProcessOptions ForHook(this ProcessOptions options, string command, IEnumerable<EnvironmentVariable> told) => options.ForCommand(
        options.Hooks!.ByShell ? $"/bin/sh -c '{command.Replace("'", "'\\''", StringComparison.Ordinal)}'" : command, told) with
    {
        Uid = options.Hooks.AsDaemon ? null : options.Uid,
        Groups = options.Hooks.AsDaemon ? null : options.Groups,
    };

    /// <summary>The same of any other command that is run for a program, by the program's user and without a shell.</summary>
    public static ProcessOptions ForCommand(this ProcessOptions options, string command, IEnumerable<EnvironmentVariable> told) => options with
    {
        Command = command,
        Environment = new EquatableList<EnvironmentVariable>([.. options.Environment, .. told]),
        Survive = false,
        Tree = null,
        Health = null,
        Socket = null,
    };
}
