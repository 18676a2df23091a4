using Supervisor.Tests.Architecture;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd.CtlParity;

/// <summary><c>conf/completion/supervisorctl.bash</c>, run by bash with a real daemon behind it.</summary>
public class BashCompletionTests
{
    private static readonly string Script = Path.Combine(Repository.Root, "conf/completion/supervisorctl.bash");

    [Fact]
    public async Task Actions_options_and_names_are_completed()
    {
        await using var supervisor = await RunningSupervisor.StartAsync(
            "[program:cat]\ncommand=/bin/cat\n[program:web]\ncommand=/bin/cat\nprocess_name=web-%(process_num)d\nnumprocs=2\n");
        var ours = await Peer.OursAsync();
        var link = supervisor.Directory["supervisorctl"];
        File.CreateSymbolicLink(link, ours.FileName);
        var client = $"{link} -c {supervisor.ConfigurationPath}";
        await OffersAsync($"{client} st", "start status stop");
        await OffersAsync($"{client} start ", "all cat web:* web:web-0 web:web-1");
        // Bash itself replaces only what stands after the colon.
        await OffersAsync($"{client} stop web:w", "web-0 web-1");
        await OffersAsync($"{client} remove ", "cat web");
        await OffersAsync($"{client} plan ", "--json cat web");
        await OffersAsync($"{client} upgrade ", "--check --json");
        await OffersAsync($"{client} update --", "--dry-run");
        await OffersAsync($"{client} relo", "reload reload-program");
        await OffersAsync($"{client} reload-program c", "cat");
        await OffersAsync($"{client} schedule c", "cat");
        await OffersAsync($"{client} schedule cat o", "on off");
        await OffersAsync($"{client} signal T", "TERM");
        await OffersAsync($"{client} signal TERM c", "cat");
        await OffersAsync($"{client} tail cat std", "stdout stderr");
        await OffersAsync($"{client} status --", "--json");
        await OffersAsync($"{link} --h", "--help --history_file");
        await OffersAsync($"{link} -s unix:///nope start ", "all");
    }

    [Fact]
    public async Task Nothing_in_a_word_is_carried_out()
    {
        using var directory = new TestDirectory();
        await OffersAsync($"supervisorctl start $(touch {directory["made"]})`touch {directory["made"]}`", "");
        Assert.False(File.Exists(directory["made"]));
    }

    private static async Task OffersAsync(string line, string expected)
    {
        var environment = new Dictionary<string, string>(Peer.CommonEnvironment) { ["LINE"] = line, ["SCRIPT"] = Script };
        const string Run = "source \"$SCRIPT\"; COMP_LINE=$LINE; COMP_POINT=${#LINE}; read -ra COMP_WORDS <<< \"$LINE\"; _supervisorctl; echo \"${COMPREPLY[*]}\"";
        var completed = await ChildProcess.RunAsync("/bin/bash", ["-u", "-c", Run], environment);
        Assert.Equal(new CompletedChild(0, expected + "\n", ""), completed);
    }
}
