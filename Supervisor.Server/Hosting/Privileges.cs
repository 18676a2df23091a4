using Supervisor.Server.Configuration;
using Supervisor.Server.Interop;
using Supervisor.Server.Python;

namespace Supervisor.Server.Hosting;

/// <summary>
/// What the daemon does to itself once, before it opens anything: limits, user, umask, directory. Limits come before the user is
/// switched, so that a daemon that ends up unprivileged can still raise them (stock does it the other way round and fails).
/// </summary>
internal static class Privileges
{
    /// <returns>The lines to write once the main log is open.</returns>
    public static IReadOnlyList<ConfigurationMessage> Take(SupervisordOptions options)
    {
        var messages = new List<ConfigurationMessage>();
        Raise(ResourceLimits.NoFile, "RLIMIT_NOFILE", "minfds", options.MinFds, messages);
        Raise(ResourceLimits.NProc, "RLIMIT_NPROC", "minprocs", options.MinProcs, messages);
        SwitchUser(options, messages);
        FileModes.SetUmask(options.Umask);
        if (options.Directory is { } directory)
            ChangeDirectory(directory, messages);
        return messages;
    }

    /// <summary>On a restart the user is what it became; the lines about it are written again.</summary>
    public static IReadOnlyList<ConfigurationMessage> Repeat(SupervisordOptions options)
    {
        var messages = new List<ConfigurationMessage>();
        SwitchUser(options, messages);
        return messages;
    }

    /// <summary>
    /// What a reread asks for is had at once, where the daemon may: programs that are started from then on have it too. Less than before changes
    /// nothing, since what was opened stays open.
    /// </summary>
    /// <returns>The lines to write.</returns>
    public static IReadOnlyList<ConfigurationMessage> Follow(SupervisordOptions before, SupervisordOptions now)
    {
        var messages = new List<ConfigurationMessage>();
        if (now.MinFds > before.MinFds)
            RaiseOrWarn(ResourceLimits.NoFile, "RLIMIT_NOFILE", "minfds", now.MinFds, messages);
        if (now.MinProcs > before.MinProcs)
            RaiseOrWarn(ResourceLimits.NProc, "RLIMIT_NPROC", "minprocs", now.MinProcs, messages);
        return messages;
    }

    /// <summary>Whether the user can be switched to from here: a restart that could not is refused before anything is stopped.</summary>
    public static void VerifyReachable(SupervisordOptions options)
    {
        if (options.Uid is { } uid && Credentials.CurrentUid != uid && Credentials.CurrentUid != 0)
            throw new ConfigurationException("Can't drop privilege as nonroot user");
    }

    private static void SwitchUser(SupervisordOptions options, List<ConfigurationMessage> messages)
    {
        if (options.Uid is not { } uid)
        {
            if (Credentials.CurrentUid == 0)
                messages.Add(new(LogLevel.Critical, HostLog.RunningAsRoot));
            return;
        }
        if (Credentials.CurrentUid != uid)
        {
            VerifyReachable(options);
            try
            {
                Credentials.DropPrivileges(Identity.Of(uid) ?? throw new ConfigurationException(Identity.Unknown(uid)));
            }
            catch (PosixException error)
            {
                throw new ConfigurationException(error.Call switch
                {
                    "setgroups" => Credentials.GroupsRefused(error.Errno),
                    "setgid" => Credentials.GroupRefused(error.Errno),
                    _ => $"Could not switch to user {uid}: {error.Message}" + Credentials.Missing("CAP_SETUID", error.Errno),
                });
            }
        }
        messages.Add(new(LogLevel.Info, $"Set uid to user {uid} succeeded"));
    }

    private static void RaiseOrWarn(int resource, string name, string option, int minimum, List<ConfigurationMessage> messages)
    {
        try
        {
            Raise(resource, name, option, minimum, messages);
        }
        catch (ConfigurationException)
        {
            var limit = ResourceLimits.Get(resource);
            messages.Add(new(LogLevel.Warn, $"{option}={minimum} cannot be met without a restart of supervisord by somebody who may raise {name} above "
                + $"{limit.Hard}; it is {limit.Soft} here and stays so"));
        }
    }

    private static void Raise(int resource, string name, string option, int minimum, List<ConfigurationMessage> messages)
    {
        var limit = ResourceLimits.Get(resource);
        if (limit.Soft == ResourceLimits.Unlimited || limit.Soft >= (ulong)Math.Max(0, minimum))
            return;
        var hard = limit.Hard == ResourceLimits.Unlimited ? limit.Hard : Math.Max(limit.Hard, (ulong)minimum);
        try
        {
            ResourceLimits.Set(resource, new((ulong)minimum, hard));
        }
        catch (PosixException)
        {
            throw new ConfigurationException(
                $"The {option} setting of {minimum} cannot be met: the limit {name} is {limit.Soft} here and may be raised to {limit.Hard} "
                + $"at most. {HowToRaise(option)}, or lower {option} in the [supervisord] section to {limit.Hard} or less.");
        }
        messages.Add(new(LogLevel.Info, $"Increased {name} limit to {minimum}"));
    }

    /// <summary>Root that may not raise a limit lacks a capability: its container or its unit sets the limit.</summary>
    private static string HowToRaise(string option)
    {
        if (Credentials.CurrentUid != 0)
            return "Raise the limit before starting supervisord, start it as root";
        var (unit, container) = option == "minfds" ? ("LimitNOFILE=", "--ulimit nofile=") : ("LimitNPROC=", "--ulimit nproc=");
        return $"Root may raise it only with the capability CAP_SYS_RESOURCE, which is missing here. Raise the limit where supervisord is started "
            + $"({unit} in a systemd unit, {container} of docker run)";
    }

    private static void ChangeDirectory(string directory, List<ConfigurationMessage> messages)
    {
        try
        {
            Daemon.ChangeDirectory(directory);
            messages.Add(new(LogLevel.Info, $"set current directory: {PythonText.Repr(directory)}"));
        }
        catch (PosixException error)
        {
            messages.Add(new(LogLevel.Critical, $"can't chdir into {PythonText.Repr(directory)}: {error.Message}"));
        }
    }
}
