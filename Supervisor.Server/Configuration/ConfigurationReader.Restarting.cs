using static Supervisor.Server.Configuration.OptionText;

namespace Supervisor.Server.Configuration;

/// <summary>The options of a program about what follows its end: pauses between restarts, their limit, the end of the daemon.</summary>
internal sealed partial class ConfigurationReader
{
    private const string Pause = "restartpause";
    private const string MaxPause = "restartpause_max";
    private const string PauseFactor = "restartpause_factor";

    /// <summary>Not an event listener: it is there for the daemon.</summary>
    private static bool MayEndDaemon(SectionOptions options) => !IsListener(options.Section);

    /// <summary>The full name of the process that is meant: <c>group:process</c>, or a process that is alone with its name or in a group of its name.</summary>
    private static string? ExitCodeFrom(SectionOptions options, IReadOnlyList<GroupOptions> groups) => options.Checked(
        "exit_code_from",
        () =>
        {
            if (options.Text("exit_code_from")?.Trim() is not { Length: > 0 } name)
                return null;
            var known = groups.SelectMany(group => group.Processes.Select(process => (Full: $"{group.Name}:{process.Name}", process.Name))).ToList();
            if (known.Exists(process => process.Full == name))
                return name;
            var meant = known.Where(process => process.Name == name).Select(process => process.Full).Distinct().ToList();
            return meant.Count == 1 ? meant[0]
                : meant.Contains($"{name}:{name}") ? $"{name}:{name}"
                : throw new ConfigurationException(meant.Count == 0
                    ? $"exit_code_from: no such process '{name}' (write group:process)"
                    : $"exit_code_from: '{name}' is the name of several processes (write group:process)");
        },
        null);

    /// <summary>Null where nothing is asked for that stock does not do by itself.</summary>
    private RestartOptions? Restarting(SectionOptions options)
    {
        var pauses = options.Get(options.Spelling(Pause), OptionParsers.Durations, EquatableList<TimeSpan>.Empty);
        var read = new RestartOptions
        {
            Pauses = pauses.Any(pause => pause > TimeSpan.Zero) ? pauses : EquatableList<TimeSpan>.Empty,
            MaxPause = options.GetOrNull(MaxPause, OptionParsers.Duration),
            Factor = options.Get(PauseFactor, OptionParsers.Factor, 1),
            JitterPercent = options.GetPercent("restartpause_jitter", 0),
            Reset = options.GetOrNull("restartpause_reset", OptionParsers.Duration),
            RetryForever = options.Get("retry_forever", OptionParsers.Boolean, false),
            Limit = options.GetOrNull("restart_limit", OptionParsers.Rate),
        };
        if (read.MaxPause is { } most && read.Pauses.Any(pause => pause > most))
            options.Checked<RestartOptions?>(MaxPause, () => throw new ConfigurationException($"{MaxPause} is below {Pause}"), null);
        WarnOf(options, read);
        return read == RestartOptions.Default ? null : read;
    }

    /// <summary>What is written and says nothing.</summary>
    private void WarnOf(SectionOptions options, RestartOptions read)
    {
        if (read.Pauses.Count == 0)
        {
            foreach (var key in new[] { MaxPause, PauseFactor, "restartpause_jitter", "restartpause_reset" })
            {
                if (options.Raw(key) is not null && SaysAnything(key, read))
                    WarnOnce(options.Section, key, $"For [{options.Name}], {key} has no effect without {Pause}");
            }
        }
        else if (read is { Factor: > 1, MaxPause: null })
        {
            WarnOnce(options.Section, PauseFactor, $"For [{options.Name}], {PauseFactor}={Of(read.Factor)} has no effect without {MaxPause}, which is as long as {Pause} by default");
        }
        if (read.RetryForever && options.Raw("startretries") is not null)
            WarnOnce(options.Section, "startretries", $"For [{options.Name}], startretries has no effect with retry_forever=true");
        else if (!read.RetryForever && options.Get("startretries", OptionParsers.Integer, 0) is < 0 and var retries)
        {
            WarnOnce(options.Section, "startretries", $"For [{options.Name}], startretries={retries} means that a start that fails is not tried again; write retry_forever=true for "
                + "one that is tried again for ever");
        }
    }

    /// <summary>The section is read for each of its processes.</summary>
    private void WarnOnce(IniSection section, string key, string text)
    {
        if (!_messages.Exists(message => message.Text == text))
            Warn(section, key, text);
    }

    private static bool SaysAnything(string key, RestartOptions read) => key switch
    {
        PauseFactor => read.Factor > 1,
        "restartpause_jitter" => read.JitterPercent > 0,
        _ => true,
    };
}
