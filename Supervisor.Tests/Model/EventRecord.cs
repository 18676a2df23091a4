using System.Text.RegularExpressions;

namespace Supervisor.Tests.Model;

/// <summary>
/// What the listener of a run was told, judged line by line: for each process one unbroken chain of changes, each of which the documented
/// diagram of states allows, and each pid the one that was announced before.
/// </summary>
internal sealed partial class EventRecord(string directory, IReadOnlySet<int> killed)
{
    public const string FileName = "events";

    /// <summary>Beside these a start that waits for a disk for longer than a second may be given up: STOPPED from STARTING, without a pid.</summary>
    private static readonly Dictionary<string, string[]> Follows = new()
    {
        ["STOPPED"] = ["STARTING"],
        ["STARTING"] = ["RUNNING", "BACKOFF", "STOPPING"],
        ["RUNNING"] = ["EXITED", "STOPPING"],
        ["BACKOFF"] = ["STARTING", "FATAL", "STOPPED"],
        ["STOPPING"] = ["STOPPED"],
        ["EXITED"] = ["STARTING"],
        ["FATAL"] = ["STARTING"],
    };

    private static readonly string[] Resting = ["STOPPED", "EXITED", "FATAL"];

    private readonly Dictionary<string, Announced> _last = [];

    private readonly Dictionary<string, ILookup<int, int>> _ends = [];

    /// <summary>Changes of state that were judged.</summary>
    public int Changes { get; private set; }

    /// <summary>The state that was announced last, in this life of the daemon; null where nothing was announced.</summary>
    public string? StateOf(string fullName) => _last.GetValueOrDefault(fullName)?.State;

    /// <summary>Reads all of the record; throws at the first line that must not be there.</summary>
    /// <param name="directory">Of the run.</param>
    /// <param name="killed">Who was sent SIGKILL: that may have come after such a child wrote down its own end.</param>
    public static EventRecord Read(string directory, IReadOnlySet<int> killed)
    {
        var record = new EventRecord(directory, killed);
        var number = 0;
        long serial = 0;
        foreach (var line in Complete(Path.Combine(directory, FileName)))
        {
            number++;
            try
            {
                if (line == "L")
                {
                    // A new life of the listener, hence of the daemon: it never stops the one without the other here.
                    record._last.Clear();
                    serial = -1;
                    continue;
                }
                var words = line.Split(' ', 3);
                var next = long.Parse(words[0]);
                if (serial >= 0 && next != serial + 1)
                    throw new ModelViolation($"event {next} came after {serial}");
                serial = next;
                record.Judge(words[1], words[2]);
            }
            catch (ModelViolation violation)
            {
                throw new ModelViolation($"line {number} of the events: {line}\n{violation.Message}");
            }
        }
        return record;
    }

    private void Judge(string type, string payload)
    {
        var fields = Field().Matches(payload).ToDictionary(m => m.Groups["name"].Value, m => m.Groups["value"].Value);
        var group = fields["groupname"];
        if (type is "PROCESS_GROUP_ADDED" or "PROCESS_GROUP_REMOVED")
        {
            foreach (var (name, last) in _last.Where(p => p.Key.StartsWith(group + ":", StringComparison.Ordinal)).ToList())
            {
                if (!Resting.Contains(last.State))
                    throw new ModelViolation($"{name} is {last.State}");
                _last.Remove(name);
            }
            return;
        }
        Changes++;
        var process = $"{group}:{fields["processname"]}";
        var (state, before) = (type["PROCESS_STATE_".Length..], _last.GetValueOrDefault(process, new("STOPPED", 0)));
        if (fields["from_state"] != before.State)
            throw new ModelViolation($"{process} was {before.State} when last heard of");
        var abandoned = (before.State, state, fields.GetValueOrDefault("pid")) is ("STARTING", "STOPPED", "0");
        if (!Follows[before.State].Contains(state) && !abandoned)
            throw new ModelViolation($"{process} cannot become {state} from {before.State}");
        var pid = fields.TryGetValue("pid", out var text) ? int.Parse(text) : 0;
        if (state is "EXITED" || (state is "STOPPING" && before.State is "RUNNING") || (state is "STOPPED" && before.State is "STOPPING"))
        {
            if (pid != before.Pid)
                throw new ModelViolation($"{process} had the pid {before.Pid}");
        }
        if (state is "RUNNING" && _last.FirstOrDefault(p => p.Value.Pid == pid && p.Value.State is ("RUNNING" or "STOPPING") && p.Key != process) is { Key: { } other })
            throw new ModelViolation($"{pid} is the pid of {other}");
        if (state is "EXITED" && group != "listener")
            JudgeExit(fields["processname"], pid, fields["expected"] == "1");
        _last[process] = new(state, pid);
    }

    private void JudgeExit(string name, int pid, bool expected)
    {
        if (!_ends.TryGetValue(name, out var ends))
            _ends[name] = ends = ChildBooks.EndsOf(directory, name);
        if (killed.Contains(pid) && !expected)
            return;
        if (ends.Contains(pid) ? ends[pid].All(code => ModelProgram.IsExpected(code) != expected) : expected)
            throw new ModelViolation($"{name} ended {(ends.Contains(pid) ? $"with {string.Join(" or ", ends[pid])}" : "by a signal")}");
    }

    /// <summary>The last line may be half written.</summary>
    private static string[] Complete(string file) => File.Exists(file) ? File.ReadAllText(file).Split('\n')[..^1] : [];

    [GeneratedRegex(@"(?<name>\w+):(?<value>\S+)")]
    private static partial Regex Field();

    private sealed record Announced(string State, int Pid);
}
