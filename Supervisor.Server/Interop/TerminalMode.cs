using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>Owns a change of a terminal's mode: disposing of it, or the death of the program by a signal, puts the old one back.</summary>
internal sealed unsafe class TerminalMode : IDisposable
{
    /// <summary>More than <c>struct termios</c> takes (60 bytes); its flags come first, then one byte, then the control characters.</summary>
    private const int Size = 128;

    private const int InputFlags = 0;
    private const int LocalFlags = 12;
    private const int ControlCharacters = 17;
    private const int VTIME = 5;
    private const int VMIN = 6;
    private const uint BRKINT_ISTRIP_INLCR_ICRNL_IXON = 0x2 | 0x20 | 0x40 | 0x100 | 0x400;
    private const uint ISIG_ICANON_ECHO_IEXTEN = 0x1 | 0x2 | 0x8 | 0x8000;
    private const uint ECHO = 0x8;
    private const int TCSADRAIN = 1;
    private const nuint TIOCGWINSZ = 0x5413;
    private const int O_RDWR = 2;
    private const int O_NOCTTY = 0x100;
    private const int O_CLOEXEC = 0x80000;
    private const int UsualWidth = 80;

    private readonly int _fd;
    private readonly byte[] _before = new byte[Size];
    private readonly PosixSignalRegistration[] _deaths;

    private TerminalMode(int fd, Action<byte[]> change)
    {
        _fd = fd;
        fixed (byte* before = _before)
        {
            if (Libc.tcgetattr(fd, before) < 0)
                throw PosixException.Last("tcgetattr");
        }
        _deaths = [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }.Select(s => PosixSignalRegistration.Create(s, _ => Restore()))];
        var after = (byte[])_before.Clone();
        change(after);
        Set(after);
    }

    /// <summary>Every key comes at once and as it is, Ctrl-C included; nothing is echoed. Output stays as it was.</summary>
    public static TerminalMode Keys(int fd) => new(fd, mode =>
    {
        Flags(mode, InputFlags) &= ~BRKINT_ISTRIP_INLCR_ICRNL_IXON;
        Flags(mode, LocalFlags) &= ~ISIG_ICANON_ECHO_IEXTEN;
        mode[ControlCharacters + VMIN] = 1;
        mode[ControlCharacters + VTIME] = 0;
    });

    /// <summary>Lines as usual, but not shown: for a password.</summary>
    public static TerminalMode NoEcho(int fd) => new(fd, mode => Flags(mode, LocalFlags) &= ~ECHO);

    public static bool IsTerminal(int fd) => Libc.isatty(fd) == 1;

    /// <summary>A descriptor for a terminal by its path; null where there is none.</summary>
    public static int? TryOpen(string path) => Libc.open(path, O_RDWR | O_NOCTTY | O_CLOEXEC, 0) is >= 0 and var fd ? fd : null;

    /// <summary>In columns.</summary>
    public static int Width(int fd)
    {
        var size = stackalloc ushort[4];
        return Libc.ioctl(fd, TIOCGWINSZ, size) == 0 && size[1] > 0 ? size[1] : UsualWidth;
    }

    public void Dispose()
    {
        Restore();
        foreach (var death in _deaths)
            death.Dispose();
    }

    private static ref uint Flags(byte[] mode, int offset) => ref MemoryMarshal.AsRef<uint>(mode.AsSpan(offset));

    private void Restore() => Set(_before);

    /// <summary>A terminal that is gone by now has no mode to restore.</summary>
    private void Set(byte[] mode)
    {
        fixed (byte* start = mode)
            _ = Libc.tcsetattr(_fd, TCSADRAIN, start);
    }
}
