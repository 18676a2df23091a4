using System.Globalization;
using Supervisor.Tests.EndToEnd.CtlParity;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd;

/// <summary><c>update</c> by our client: what a running child can follow is followed, and only what it cannot is restarted.</summary>
public sealed class UpdateChangesTests : IAsyncLifetime
{
    /// <summary>Each key by itself: as it is, as it becomes, and whether a child has to be replaced for it.</summary>
    private static readonly (string Key, string Before, string After, bool IsHard)[] Keys =
    [
        ("command", "sh -c 'echo \"$$\"; exec sleep 1000'", "sh -c 'echo $$; exec sleep 2000'", true),
        ("directory", "/", "/tmp", true),
        ("umask", "022", "027", true),
        ("environment", "A=\"1\"", "A=\"2\"", true),
        ("serverurl", "AUTO", "http://localhost:1", true),
        ("redirect_stderr", "false", "true", true),
        ("priority", "10", "20", false),
        ("autostart", "true", "false", false),
        ("autorestart", "true", "unexpected", false),
        ("startsecs", "0", "5", false),
        ("startretries", "3", "4", false),
        ("exitcodes", "0", "0,2", false),
        ("stopsignal", "TERM", "INT", false),
        ("stopwaitsecs", "10", "11", false),
        ("stopasgroup", "false", "true", false),
        ("killasgroup", "true", "false", false),
        ("stdout_logfile", "@dir@/one.log", "@dir@/two.log", false),
        ("stdout_logfile_maxbytes", "50MB", "10MB", false),
        ("stdout_logfile_backups", "10", "3", false),
        ("stdout_capture_maxbytes", "0", "1MB", false),
        ("stdout_events_enabled", "false", "true", false),
        ("stderr_logfile", "NONE", "@dir@/error.log", false),
        ("stderr_logfile_maxbytes", "50MB", "10MB", false),
        ("stderr_logfile_backups", "10", "3", false),
        ("stderr_events_enabled", "false", "true", false),
    ];

    /// <summary>Of a program whose fd 0 is a socket.</summary>
    private static readonly (string Key, string Before, string After, bool IsHard)[] FastCgiKeys =
    [
        ("socket", "unix://@dir@/one.sock", "unix://@dir@/two.sock", true),
        ("socket_owner", "root", "nobody", true),
        ("socket_mode", "0700", "0770", true),
        ("socket_backlog", "10", "20", true),
        ("stopwaitsecs", "10", "11", false),
    ];

    private static readonly (string Key, string Before, string After, bool IsHard)[] ListenerKeys =
    [
        ("events", "TICK_3600", "TICK_60", false),
        ("buffer_size", "10", "20", false),
        ("len_unit", "characters", "bytes", false),
        ("priority", "-1", "5", false),
        ("command", "sh -c 'printf \"READY\\n\"; exec sleep 1000'", "sh -c 'printf \"READY\\n\"; exec sleep 2000'", true),
    ];

    private RunningSupervisor? _supervisor;

    private RunningSupervisor Supervisor => _supervisor ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync() => _supervisor = await RunningSupervisor.StartAsync("");

    public async Task DisposeAsync() => await Supervisor.DisposeAsync();

    [Fact]
    public Task Each_key_by_itself_and_back_again_restarts_the_program_where_it_must_and_nowhere_else() => EachAsync("[program:web]", "", Keys);

    /// <summary>A user needs root, survive a state file.</summary>
    [Fact]
    public Task Other_users_and_surviving_are_for_the_next_child() =>
        EachAsync("[program:web]\ncommand=sleep 1000", "[supervisord]\nstate_file=@dir@/state\n", ("user", "root", "nobody", true), ("survive", "false", "true", true), ("startsecs", "0", "1", false));

    [Fact]
    public Task Each_key_of_a_FastCGI_program_by_itself_and_back_again() =>
        EachAsync("[fcgi-program:web]\ncommand=sleep 1000\nstartsecs=0", "", FastCgiKeys);

    [Fact]
    public Task Each_key_of_a_listener_by_itself_and_back_again() => EachAsync("[eventlistener:web]\nstartsecs=0", "", ListenerKeys);

    private async Task EachAsync(string section, string others, params (string Key, string Before, string After, bool IsHard)[] keys)
    {
        var values = keys.ToDictionary(each => each.Key, each => each.Before);
        await UpdateAsync(Configuration());
        var pid = await RunningPidAsync("web");
        foreach (var (key, before, after, isHard) in keys)
        {
            foreach (var value in new[] { after, before })
            {
                values[key] = value;
                var told = await UpdateAsync(Configuration());
                Assert.Equal(isHard ? "web: stopped\nweb: updated process group\n" : $"web: adjusted ({key})\n", told);
                var now = await RunningPidAsync("web");
                Assert.True(isHard == (now != pid), $"{key}={value}: pid {pid} and then {now}");
                pid = now;
            }
        }
        Assert.Equal("", await UpdateAsync(Configuration()));

        string Configuration() => $"{others}{section}\n" + string.Concat(values.Select(each => $"{each.Key}={each.Value}\n"));
    }

    [Fact]
    public async Task Numbers_that_come_and_go_leave_the_others_alone()
    {
        await UpdateAsync(Numbered(2));
        var pids = new[] { await RunningPidAsync("n:n_0"), await RunningPidAsync("n:n_1") };
        Assert.Equal("n: updated process group\n", await UpdateAsync(Numbered(4)));
        await RunningPidAsync("n:n_3");
        Assert.Equal(pids, new[] { await RunningPidAsync("n:n_0"), await RunningPidAsync("n:n_1") });
        Assert.Equal("n:n_1: stopped\nn:n_2: stopped\nn:n_3: stopped\nn: updated process group\n", Sorted(await UpdateAsync(Numbered(1))));
        Assert.Equal(pids[0], await RunningPidAsync("n:n_0"));
        Assert.Equal("fault 10 \"BAD_NAME: n:n_1\"", $"{await Supervisor.Rpc.CallAsync("supervisor.getProcessInfo", "n:n_1")}");
    }

    [Fact]
    public async Task One_program_of_a_group_is_changed_and_the_others_run_on()
    {
        await UpdateAsync(Group("sleep 1000", "10"));
        var (a, b) = (await RunningPidAsync("g:a"), await RunningPidAsync("g:b"));
        Assert.Equal("g:a: stopped\ng: updated process group\n", await UpdateAsync(Group("sleep 2000", "10")));
        Assert.NotEqual(a, await RunningPidAsync("g:a"));
        Assert.Equal("g:b: adjusted (stopwaitsecs)\n", await UpdateAsync(Group("sleep 2000", "11")));
        Assert.Equal(b, await RunningPidAsync("g:b"));
    }

    [Fact]
    public async Task Output_goes_on_in_another_log_without_a_byte_lost_or_doubled()
    {
        const string Count = "[program:count]\ncommand=sh -c 'i=0; while [ $i -lt 30000 ]; do echo $i; i=$((i+1)); done; exec sleep 1000'\nstartsecs=0\n";
        for (var i = 0; i < 6; i++)
            await UpdateAsync($"{Count}stdout_logfile=@dir@/{i}.log\nstdout_logfile_maxbytes=0\n");
        await Eventually.HoldsAsync(() => Logged().EndsWith("\n29999\n", StringComparison.Ordinal), "all lines are written");
        Assert.Equal(string.Concat(Enumerable.Range(0, 30000).Select(i => $"{i}\n")), Logged());

        string Logged() => string.Concat(Enumerable.Range(0, 6).Select(i => Supervisor.Directory[$"{i}.log"]).Where(File.Exists).Select(File.ReadAllText));
    }

    [Fact]
    public async Task A_stop_under_way_ends_when_the_new_stopwaitsecs_says()
    {
        const string Stubborn = "[program:stubborn]\ncommand=sh -c 'trap \"\" TERM; echo ready; while :; do sleep 0.1; done'\nstartsecs=0\nstdout_logfile=@dir@/stubborn.log\n";
        await UpdateAsync($"{Stubborn}stopwaitsecs=1000\n");
        await Eventually.HoldsAsync(() => File.Exists(Supervisor.Directory["stubborn.log"]) && File.ReadAllText(Supervisor.Directory["stubborn.log"]).Length > 0, "it ignores TERM");
        Assert.Null((await Supervisor.Rpc.CallAsync("supervisor.stopProcess", "stubborn", false)).Fault);
        await Supervisor.Rpc.WaitForStateAsync("stubborn", "STOPPING");
        Assert.Equal("stubborn: adjusted (stopwaitsecs)\n", await UpdateAsync($"{Stubborn}stopwaitsecs=0\n"));
        await Supervisor.Rpc.WaitForStateAsync("stubborn", "STOPPED");
    }

    [Fact]
    public async Task Stocks_way_is_there_for_those_who_ask_for_it()
    {
        const string Scope = "[supervisorctl]\nupdate_scope=group\n";
        await UpdateAsync(Group("sleep 1000", "10") + Scope);
        var b = await RunningPidAsync("g:b");
        Assert.Equal("g: stopped\ng: updated process group\n", await UpdateAsync(Group("sleep 1000", "11") + Scope));
        Assert.NotEqual(b, await RunningPidAsync("g:b"));
    }

    [Fact]
    public async Task A_listener_follows_other_events_while_it_runs()
    {
        Supervisor.Directory.Write("listen.sh", "while :; do printf 'READY\\n'; read line || exit; echo \"$line\" >> \"$1\"; len=${line##*len:}; head -c \"$len\" >/dev/null; printf 'RESULT 2\\nOK'; done");
        await UpdateAsync(Listener("TICK_3600"));
        var pid = await RunningPidAsync("ears");
        Assert.Equal("ears: adjusted (events)\n", await UpdateAsync(Listener("REMOTE_COMMUNICATION")));
        await Supervisor.Rpc.CallAsync("supervisor.sendRemoteCommEvent", "type", "data");
        await Eventually.HoldsAsync(
            () => File.Exists(Supervisor.Directory["heard"]) && File.ReadAllText(Supervisor.Directory["heard"]).Contains("REMOTE_COMMUNICATION", StringComparison.Ordinal), "it hears the event");
        Assert.Equal(pid, await RunningPidAsync("ears"));

        string Listener(string events) => $"[eventlistener:ears]\ncommand=sh @dir@/listen.sh @dir@/heard\nevents={events}\nstartsecs=0\n";
    }

    private static string Numbered(int count) => string.Create(
        CultureInfo.InvariantCulture, $"[program:n]\ncommand=sleep 1000\nprocess_name=n_%(process_num)d\nnumprocs={count}\nstartsecs=0\n");

    private static string Group(string command, string wait) =>
        $"[group:g]\nprograms=a,b\n[program:a]\ncommand={command}\nstartsecs=0\n[program:b]\ncommand=sleep 1000\nstartsecs=0\nstopwaitsecs={wait}\n";

    private static string Sorted(string lines) =>
        string.Concat(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).OrderBy(line => line.EndsWith("group", StringComparison.Ordinal)).ThenBy(line => line, StringComparer.Ordinal).Select(line => $"{line}\n"));

    private async Task<string> UpdateAsync(string sections)
    {
        TestConfiguration.Write(Supervisor.Directory, sections);
        await using var client = new OurCtl();
        var update = await client.RunAsync(["-c", Supervisor.ConfigurationPath, "update"], Supervisor.Directory.Path, "");
        Assert.True(update.ExitCode == 0, update.Output + update.Error);
        return update.Output;
    }

    private async Task<int> RunningPidAsync(string name)
    {
        await Supervisor.Rpc.WaitForStateAsync(name, "RUNNING");
        return await Supervisor.Rpc.PidOfAsync(name);
    }
}
