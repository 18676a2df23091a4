using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>Owns a change of a terminal's mode: disposing of it, or the death of the program by a signal, puts the old one back.</summary>
internal sealed unsafe class TerminalMode : IDisposable
{
    private const int UsualWidth = 80;

    private readonly int _fd;
    private readonly Libc.termios _before;
    private readonly PosixSignalRegistration[] _deaths;

    private TerminalMode(int fd, Change change)
    {
        _fd = fd;
        Libc.termios before;
        if (Libc.tcgetattr(fd, &before) < 0)
            throw PosixException.Last("tcgetattr");
        _before = before;
        _deaths = [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }.Select(s => PosixSignalRegistration.Create(s, _ => Restore()))];
        change(ref before);
        Set(before);
    }

    private delegate void Change(ref Libc.termios mode);

    /// <summary>Every key comes at once and as it is, Ctrl-C included; nothing is echoed. Output stays as it was.</summary>
    public static TerminalMode Keys(int fd) => new(fd, (ref Libc.termios mode) =>
    {
        mode.c_iflag &= ~(Libc.BRKINT | Libc.ISTRIP | Libc.INLCR | Libc.ICRNL | Libc.IXON);
        mode.c_lflag &= ~(Libc.ISIG | Libc.ICANON | Libc.ECHO | Libc.IEXTEN);
        mode.c_cc[Libc.VMIN] = 1;
        mode.c_cc[Libc.VTIME] = 0;
    });

    /// <summary>Lines as usual, but not shown: for a password.</summary>
    public static TerminalMode NoEcho(int fd) => new(fd, (ref Libc.termios mode) => mode.c_lflag &= ~Libc.ECHO);

    public static bool IsTerminal(int fd) => Libc.isatty(fd) == 1;

    /// <summary>A descriptor for a terminal by its path; null where there is none.</summary>
    public static int? TryOpen(string path) => Libc.open(path, Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_CLOEXEC, 0) is >= 0 and var fd ? fd : null;

    /// <summary>In columns.</summary>
    public static int Width(int fd)
    {
        Libc.winsize size;
        return Libc.ioctl(fd, Libc.TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : UsualWidth;
    }

    public void Dispose()
    {
        Restore();
        foreach (var death in _deaths)
            death.Dispose();
    }

    private void Restore() => Set(_before);

    /// <summary>A terminal that is gone by now has no mode to restore.</summary>
    private void Set(Libc.termios mode) => _ = Libc.tcsetattr(_fd, Libc.TCSADRAIN, &mode);
}
