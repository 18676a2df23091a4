using Supervisor.Rpc.Contract;
using Supervisor.Server.Ctl.Wire;

namespace Supervisor.Server.Ctl.Commands;

/// <summary>
/// How one process fared, as a line and as an exit status. A code that a command does not know is a failure of its own, as with stock.
/// </summary>
internal static class ResultLine
{
    /// <summary>A refusal of a single call, in the shape that calls on several answer in.</summary>
    public static ProcessResult Of(NameSpec name, FaultException fault) => new(name.Process ?? "None", name.Group, fault.Code, fault.Text);

    public static string Started(ProcessResult result) => Line(result, "started", result.Status switch
    {
        FaultCode.BadName => "no such process",
        FaultCode.NoFile => "no such file",
        FaultCode.NotExecutable => "file is not executable",
        FaultCode.AlreadyStarted => "already started",
        FaultCode.SpawnError => "spawn error",
        FaultCode.AbnormalTermination => "abnormal termination",
        _ => null,
    });

    public static string Stopped(ProcessResult result) => Signalled(result, "stopped");

    public static string Signalled(ProcessResult result) => Signalled(result, "signalled");

    public static string Reloaded(ProcessResult result) => Line(result, "reloaded", result.Status switch
    {
        FaultCode.BadName => "no such process",
        FaultCode.NotRunning => "not running",
        FaultCode.Failed => result.Description[(result.Description.IndexOf(' ', StringComparison.Ordinal) + 1)..],
        _ => null,
    });

    public static string Cleared(ProcessResult result) => Line(result, "cleared", result.Status switch
    {
        FaultCode.BadName => "no such process",
        FaultCode.Failed => "failed",
        _ => null,
    });

    /// <summary>Sets the exit status, unless the fault is one that leaves things as they were wanted.</summary>
    public static void Count(Session session, FaultCode status, FaultCode ignored = FaultCode.Success)
    {
        if (status == ignored || status == FaultCode.Success)
            return;
        session.ExitStatus = status is FaultCode.SpawnError or FaultCode.AbnormalTermination or FaultCode.NotRunning
            ? ExitStatus.NotRunning
            : ExitStatus.Generic;
    }

    private static string Signalled(ProcessResult result, string success) => result.Status == FaultCode.Failed
        ? result.Description
        : Line(result, success, result.Status switch
        {
            FaultCode.BadName => "no such process",
            FaultCode.BadSignal => "bad signal name",
            FaultCode.NotRunning => "not running",
            _ => null,
        });

    private static string Line(ProcessResult result, string success, string? refusal)
    {
        var name = NameSpec.Show(result.Group, result.Name);
        if (result.Status == FaultCode.Success)
            return $"{name}: {success}";
        return refusal is not null
            ? $"{name}: ERROR ({refusal})"
            : throw ClientException.Value($"Unknown result code {(int)result.Status} for {name}");
    }
}
