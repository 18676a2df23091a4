using Supervisor.Rpc.Contract;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Processes;

/// <summary>Stopping and signalling: what reaches the child through <c>kill(2)</c>.</summary>
internal sealed partial class ManagedProcess
{
    private string? _refusal;

    /// <summary>True while a stop is under way or a child is not there: nothing may be written to it.</summary>
    public bool TakesInput => Status.Pid != 0 && State != ProcessState.Stopping;

    /// <summary>Asks the process to stop. Returns the kernel's refusal, or null.</summary>
    public string? Stop()
    {
        if (State == ProcessState.Backoff)
            _context.Log.StopInBackoff(Name);
        _refusal = null;
        // Whoever stops a run does not want the one that waits for its end.
        _context.Schedules?.CallOff(this);
        Apply(new ProcessEvent.StopRequested());
        return _refusal;
    }

    /// <summary>Sends a signal to the child alone, never to its group. Returns the kernel's refusal, or null.</summary>
    public string? SendSignal(int signal)
    {
        if (Status.Pid == 0)
        {
            var nobody = $"attempted to send {Name} sig {Signals.Name(signal)} but it wasn't running";
            _context.Log.Debug(nobody);
            return nobody;
        }
        _context.Log.SendingSignal(Name, Status.Pid, Signals.Name(signal));
        if (TryKill(signal, asGroup: false) is not { } refused)
            return null;
        var message = $"unknown problem sending sig {Name} ({Status.Pid}):{refused}";
        _context.Log.Critical(message);
        Apply(new ProcessEvent.SignalRefused());
        return message;
    }

    private void SendStop(int signal, bool asGroup)
    {
        _context.Log.SendingStopSignal(Name, Status.Pid, asGroup, Signals.Name(signal));
        if (TryKill(signal, asGroup) is not { } refused)
            return;
        _refusal = $"unknown problem killing {Name} ({Status.Pid}):{refused}";
        _context.Log.Critical(_refusal);
        Apply(new ProcessEvent.SignalRefused());
    }

    /// <summary>A child that is gone already counts as signalled: its death will settle the state.</summary>
    private string? TryKill(int signal, bool asGroup)
    {
        try
        {
            if (Child is { Exit: not null })
                throw new PosixException("kill", Errno.ESRCH);
            if (Child is { Adopted.Handle: { } handle })
            {
                if (handle.Signal(signal, asGroup) is not 0 and var errno)
                    throw new PosixException("kill", errno);
            }
            else if (asGroup)
                Signals.KillGroup(Status.Pid, signal);
            else
                Signals.Kill(Status.Pid, signal);
            return null;
        }
        catch (PosixException error) when (error.Errno == Errno.ESRCH)
        {
            _context.Log.GoneBeforeSignal(Name, Status.Pid, error.Message);
            return null;
        }
        catch (PosixException error)
        {
            return error.Message;
        }
    }
}
