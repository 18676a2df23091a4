using Supervisor.Rpc.XmlRpc;

namespace Supervisor.Rpc.Contract;

/// <summary>
/// What <c>getProcessInfo</c> tells of a process. Times are seconds of the epoch, zero for never; log files are empty for none.
/// </summary>
public sealed record ProcessInfo(
    string Name,
    string Group,
    long Start,
    long Stop,
    long Now,
    ProcessState State,
    string SpawnError,
    int ExitStatus,
    string StdoutLogfile,
    string StderrLogfile,
    int Pid,
    string Description)
{
    /// <summary>The wire's struct, in the wire's order. Times past January 2038 are capped, as the wire's integers end there.</summary>
    public XmlRpcValue.Struct ToValue()
    {
        XmlRpcValue logfile = StdoutLogfile;
        return new(
        [
            new("name", Name),
            new("group", Group),
            new("start", Capped.Int(Start)),
            new("stop", Capped.Int(Stop)),
            new("now", Capped.Int(Now)),
            new("state", (int)State),
            new("statename", State.WireName()),
            new("spawnerr", SpawnError),
            new("exitstatus", ExitStatus),
            new("logfile", logfile),
            new("stdout_logfile", logfile),
            new("stderr_logfile", StderrLogfile),
            new("pid", Pid),
            new("description", Description),
        ]);
    }

    /// <summary>Reads any supervisord's answer; throws <see cref="XmlRpcFormatException"/> where it is none.</summary>
    public static ProcessInfo FromValue(XmlRpcValue value)
    {
        var members = new StructReader(value, "process info");
        return new ProcessInfo(
            members.String("name"),
            members.String("group"),
            members.Int("start"),
            members.Int("stop"),
            members.Int("now"),
            (ProcessState)members.Int("state"),
            members.String("spawnerr"),
            members.Int("exitstatus"),
            members.String("stdout_logfile"),
            members.String("stderr_logfile"),
            members.Int("pid"),
            members.String("description"));
    }
}
