using System.Globalization;
using System.Security.Cryptography;
using Supervisor.Server.Interop;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Processes;

/// <summary>What the program says by itself, by sd_notify(3).</summary>
internal sealed partial class ManagedProcess
{
    private const int NameBytes = 16;

    private string? _noticeName;
    private Notices? _notices;
    private ReadyLine? _readyLine;
    private bool _hasNamedMain;
    private bool _hasToldDropped;

    /// <summary>The variables by which the program finds whom it speaks to; none where it does not.</summary>
    private KeyValuePair<string, string>[] NoticeVariables()
    {
        if (Options.Health is not { } health || !health.Speaks())
            return [];
        _noticeName ??= $"@supervisord/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NameBytes))}";
        KeyValuePair<string, string>[] variables = [new("NOTIFY_SOCKET", _noticeName)];
        return health.Watchdog is { } limit ? [.. variables, new("WATCHDOG_USEC", ((long)limit.TotalMicroseconds).ToString(CultureInfo.InvariantCulture))] : variables;
    }

    /// <summary>Before the child is made. Without the socket it cannot say that it is ready, and is given up in time.</summary>
    private void OpenNotices()
    {
        _notices?.Forget();
        if (_notices is not null || _noticeName is null)
            return;
        try
        {
            _notices = NoticesOf(NoticeSocket.Open(_noticeName));
        }
        catch (PosixException refused)
        {
            _context.Log.Error($"'{Name}' cannot be listened to (notify, watchdog_secs): {refused.Message}");
        }
    }

    private void ResumeNotices(HealthRecord? record)
    {
        if (record?.NoticeName is { } name && record.NoticeDescriptor >= 0)
            _notices = NoticesOf(new NoticeSocket(record.NoticeDescriptor, name));
        if (Status.Pid != 0)
            _notices?.Listen();
        if (record is { ReadyDescriptor: >= 0 })
            AwaitLine(record.ReadyDescriptor);
    }

    private void AwaitLine(int fd) => _readyLine = ReadyLine.Hear(_context.Loop, fd, () => Health?.SaidReady());

    /// <summary>What the child said last counts, though it is dead by now.</summary>
    private void HearTheLast()
    {
        _notices?.HearTheLast();
        _readyLine?.Read();
        _readyLine?.Dispose();
        _readyLine = null;
    }

    private Notices NoticesOf(NoticeSocket socket) => new(_context.Loop, socket, IsFromUs, Heard, Dropped);

    private HealthRecord? HealthToRecord() => Health?.ToRecord() is { } record
        ? record with { NoticeName = _noticeName, NoticeDescriptor = _notices?.Descriptor ?? -1, ReadyDescriptor = _readyLine?.Descriptor ?? -1 }
        : null;

    private bool IsFromUs(Notice notice) =>
        (notice.Uid == 0 || notice.Uid == (Options.Uid ?? Credentials.CurrentUid))
        && Status.Pid != 0 && (Options.Health is { NotifyAll: true } || notice.Pid == Status.Pid);

    /// <summary>Told once: whoever floods the socket does not flood the log.</summary>
    private void Dropped(Notice notice)
    {
        if (_hasToldDropped)
            return;
        _hasToldDropped = true;
        _context.Log.Warn(IsFromUs(notice)
            ? $"'{Name}': a notice of more than {NoticeText.LongestDatagram} bytes was dropped"
            : $"'{Name}': a notice of pid {notice.Pid} (user {notice.Uid}) was dropped: it may not speak for the program (notify_access={(Options.Health is { NotifyAll: true } ? "all" : "main")})");
    }

    private void Heard(NoticeText said)
    {
        if (said.Extends is { } more)
            Apply(new ProcessEvent.TimeAsked(more));
        if (said.NamesMain && !_hasNamedMain)
        {
            _hasNamedMain = true;
            _context.Log.Warn($"'{Name}' says that another process is its main one (MAINPID), which is not followed");
        }
        Health?.Heard(said);
    }
}
