using System.Globalization;
using Supervisor.Server.Python;

namespace Supervisor.Server.Configuration;

/// <summary>The options of a program about its readiness and its life.</summary>
internal sealed partial class ConfigurationReader
{
    private const string ReadinessProbe = "readiness";
    private const string LivenessProbe = "liveness";
    private const string LivenessScript = "liveness_check_script";

    /// <summary>Null where there are none.</summary>
    private static HealthOptions? Health(SectionOptions options, ProcessOptions template)
    {
        var isGos = options.Raw(LivenessScript) is not null;
        var (action, argument) = options.Get("liveness_failure_action", Action, (LivenessAction.Restart, null));
        var read = new HealthOptions
        {
            Readiness = Probe(options, ReadinessProbe, new(Nothing)),
            Liveness = Probe(options, LivenessProbe, isGos ? GosDefaults : new(Nothing)),
            FailureAction = action,
            ActionArgument = argument,
            Notify = options.Get("notify", OptionParsers.Boolean, false),
            NotifyAll = options.Get("notify_access", text => Word(text, "notify_access", "main", "all") == 1, false),
            ReadinessFd = options.GetOrNull("readiness_fd", Descriptor),
            Watchdog = options.GetOrNull("watchdog_secs", text => Above(OptionParsers.Duration(text), "watchdog_secs")!.Value),
            StartTimeout = options.Get("start_timeout", OptionParsers.Duration, HealthOptions.UsualStartTimeout),
        };
        var means = read.Notify ? "notify" : read.ReadinessFd is not null ? "readiness_fd" : read.Watchdog is not null ? "watchdog_secs" : "readiness_check";
        if (read.TellsReadiness() && template.OneShot)
            throw new ConfigurationException($"{means}: a one-shot is there to end, and is never ready");
        if (read is { Notify: true, ReadinessFd: not null })
            throw new ConfigurationException("notify and readiness_fd are two ways to say the same: one is enough");
        if ((read.Speaks() || read.ReadinessFd is not null) && template.Survive)
            throw new ConfigurationException($"{means}: what a program says is heard by the daemon that started it, and survive=true is for a later one");
        return read == HealthOptions.Default ? null : read;
    }

    private static readonly HealthCheck Nothing = new(CheckKind.Command, "");

    /// <summary>Of the port to Go, whose files this is read from.</summary>
    private static readonly ProbeOptions GosDefaults = new(Nothing)
    {
        InitialDelay = TimeSpan.FromSeconds(60),
        Period = TimeSpan.FromSeconds(60),
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>Null without a check, whatever else there is.</summary>
    private static ProbeOptions? Probe(SectionOptions options, string kind, ProbeOptions usual)
    {
        var key = options.Spelling($"{kind}_check");
        var check = options.Get<HealthCheck?>(key, text => text.Trim().Length == 0 ? null : HealthCheckParser.Parse(text), null);
        var (lowest, highest) = options.Get($"{kind}_http_status", Statuses, (usual.LowestStatus, usual.HighestStatus));
        var read = usual with
        {
            Check = check ?? Nothing,
            InitialDelay = options.Get($"{kind}_initial_delay", OptionParsers.Duration, usual.InitialDelay),
            Period = options.Get($"{kind}_period", text => Above(OptionParsers.Duration(text), $"{kind}_period"), usual.Period),
            Timeout = options.Get($"{kind}_timeout", text => Above(OptionParsers.Duration(text), $"{kind}_timeout")!.Value, usual.Timeout),
            SuccessThreshold = options.Get($"{kind}_success_threshold", text => Threshold(text, $"{kind}_success_threshold"), usual.SuccessThreshold),
            FailureThreshold = options.Get($"{kind}_failure_threshold", text => Threshold(text, $"{kind}_failure_threshold"), usual.FailureThreshold),
            LowestStatus = lowest,
            HighestStatus = highest,
            Headers = options.Get($"{kind}_http_header", Headers, EquatableList<string>.Empty),
            HttpHost = options.Text($"{kind}_http_host"),
        };
        return check is null ? null : read;
    }

    private static int Descriptor(string text) => OptionParsers.Integer(text) switch
    {
        >= 0 and <= 2 => throw new ConfigurationException($"readiness_fd {text.Trim()} is the program's own (3 to 9)"),
        >= 3 and <= 9 and var number => number,
        _ => throw new ConfigurationException($"not a valid readiness_fd: {PythonText.Repr(text)} (3 to 9)"),
    };

    private static TimeSpan? Above(TimeSpan duration, string key) => duration > TimeSpan.Zero ? duration : throw new ConfigurationException($"{key} must not be 0");

    private static int Threshold(string text, string key) =>
        OptionParsers.Integer(text) is >= 1 and var count ? count : throw new ConfigurationException($"{key} must be 1 or more");

    private static (int Lowest, int Highest) Statuses(string text)
    {
        var ends = text.Split('-', StringSplitOptions.TrimEntries);
        return ends.Length <= 2 && Status(ends[0]) is { } lowest && Status(ends[^1]) is { } highest && lowest <= highest
            ? (lowest, highest)
            : throw new ConfigurationException($"not a valid range of statuses: {PythonText.Repr(text)} (200, or 200-399)");
    }

    private static int? Status(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 100 and <= 599 ? status : null;

    private static EquatableList<string> Headers(string text) => new(text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.IndexOf(':', StringComparison.Ordinal) > 0 && !line.Any(char.IsControl)
            ? line
            : throw new ConfigurationException($"not a valid header (Name: value): {PythonText.Repr(line)}")));

    private static (LivenessAction Action, string? Argument) Action(string text)
    {
        var words = text.Trim().Split(' ', 2, StringSplitOptions.TrimEntries);
        return (words[0].ToLowerInvariant(), words.Length) switch
        {
            ("restart", 1) => (LivenessAction.Restart, null),
            ("stop", 1) => (LivenessAction.Stop, null),
            ("kill", 1) => (LivenessAction.Kill, null),
            ("none", 1) => (LivenessAction.None, null),
            ("signal", 2) => (LivenessAction.Signal, OptionText.Of(OptionParsers.Signal(words[1]))),
            ("run", 2) => (LivenessAction.Run, words[1]),
            _ => throw new ConfigurationException(
                $"invalid 'liveness_failure_action' value {PythonText.Repr(text)} (one of: restart, stop, kill, signal NAME, run COMMAND, none)"),
        };
    }
}
