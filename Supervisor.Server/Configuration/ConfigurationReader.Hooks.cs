namespace Supervisor.Server.Configuration;

/// <summary>The options of a program about commands around its starts and stops.</summary>
internal sealed partial class ConfigurationReader
{
    private const string PreStart = "pre_start_hook";
    private const string PostStop = "post_stop_hook";

    /// <summary>Null where there are none.</summary>
    private static HookOptions? Hooks(SectionOptions options)
    {
        var read = new HookOptions
        {
            StopCommand = HookCommand(options, "stop_command"),
            ReloadCommand = HookCommand(options, "reload_command"),
            ReloadTimeout = HookLimit(options, "reload_command"),
            PreStart = HookCommand(options, options.Spelling(PreStart)),
            PreStartTimeout = HookLimit(options, PreStart),
            PostStart = HookCommand(options, "post_start_hook"),
            PostStartTimeout = HookLimit(options, "post_start_hook"),
            PreStop = HookCommand(options, "pre_stop_hook"),
            PreStopTimeout = HookLimit(options, "pre_stop_hook"),
            PostStop = HookCommand(options, options.Spelling(PostStop)),
            PostStopTimeout = HookLimit(options, PostStop),
            IgnoresFailure = options.Get("hook_failure", text => Word(text, "hook_failure", "abort", "ignore") == 1, false),
            AsDaemon = options.Get("hook_user", text => Word(text, "hook_user", "program", "root") == 1, false),
            ByShell = options.Get("hook_shell", OptionParsers.Boolean, false),
        };
        return read == HookOptions.Default ? null : read;
    }

    /// <summary>An empty one is none.</summary>
    private static string? HookCommand(SectionOptions options, string key) => options.Text(key)?.Trim() is { Length: > 0 } command ? command : null;

    private static TimeSpan HookLimit(SectionOptions options, string key) => options.Get(
        $"{key}_timeout",
        text => OptionParsers.Duration(text) is var limit && limit > TimeSpan.Zero ? limit : throw new ConfigurationException($"{key}_timeout must not be 0"),
        HookOptions.UsualLimit);
}
