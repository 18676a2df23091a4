using System.Runtime.InteropServices;
using System.Text;

namespace Supervisor.Server.Interop;

/// <summary>A datagram that somebody sent, and who that was.</summary>
/// <param name="Length">Of what was read.</param>
/// <param name="Pid">The sender's, as the kernel says it; 0 where it does not.</param>
/// <param name="Uid">The sender's.</param>
/// <param name="IsCut">It was longer than there was room for.</param>
internal readonly record struct Notice(int Length, int Pid, int Uid, bool IsCut);

/// <summary>
/// The receiving end of sd_notify(3): a datagram socket in the abstract namespace, which leaves no file behind and needs no directory that every program's user may
/// enter. Owns the descriptor. Whoever knows the name may send: the kernel says who did.
/// </summary>
internal sealed unsafe class NoticeSocket(int descriptor, string name) : IDisposable
{
    private const int ControlBytes = 512;
    private const int NumberBytes = sizeof(int);

    public int Descriptor => descriptor;

    /// <summary>Fails with <see cref="PosixException"/>.</summary>
    /// <param name="name">With its @, one that nobody guesses.</param>
    public static NoticeSocket Open(string name)
    {
        var descriptor = Libc.socket(Libc.AF_UNIX, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK, 0);
        if (descriptor < 0)
            throw PosixException.Last("socket");
        var socket = new NoticeSocket(descriptor, name);
        try
        {
            socket.Bind();
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Null where there is none just now. Descriptors that come with it are closed at once, which is what a sender of BARRIER=1 waits for.</summary>
    public Notice? Receive(Span<byte> bytes)
    {
        var control = stackalloc byte[ControlBytes];
        fixed (byte* start = bytes)
        {
            var part = new Libc.iovec { iov_base = start, iov_len = bytes.Length };
            var message = new Libc.msghdr { msg_iov = &part, msg_iovlen = 1, msg_control = control, msg_controllen = ControlBytes };
            var length = (int)Libc.recvmsg(descriptor, &message, Libc.MSG_DONTWAIT | Libc.MSG_CMSG_CLOEXEC);
            if (length < 0)
                return null;
            var sender = Take(new ReadOnlySpan<byte>(control, (int)message.msg_controllen));
            return new(length, sender.pid, sender.uid, (message.msg_flags & Libc.MSG_TRUNC) != 0);
        }
    }

    public void Dispose() => Pipes.Close(descriptor);

    private void Bind()
    {
        var on = 1;
        if (Libc.setsockopt(descriptor, Libc.SOL_SOCKET, Libc.SO_PASSCRED, &on, NumberBytes) < 0)
            throw PosixException.Last("setsockopt");
        var text = Encoding.ASCII.GetBytes(name);
        var address = stackalloc byte[sizeof(ushort) + text.Length];
        *(ushort*)address = Libc.AF_UNIX;
        text.CopyTo(new Span<byte>(address + sizeof(ushort), text.Length));
        address[sizeof(ushort)] = 0;
        if (Libc.bind(descriptor, address, (uint)(sizeof(ushort) + text.Length)) < 0)
            throw PosixException.Last("bind");
    }

    private static Libc.ucred Take(ReadOnlySpan<byte> control)
    {
        var sender = new Libc.ucred { uid = -1 };
        while (control.Length >= sizeof(Libc.cmsghdr))
        {
            var header = MemoryMarshal.Read<Libc.cmsghdr>(control);
            if (header.cmsg_len < sizeof(Libc.cmsghdr) || header.cmsg_len > control.Length)
                break;
            var data = control[sizeof(Libc.cmsghdr)..(int)header.cmsg_len];
            if (header is { cmsg_level: Libc.SOL_SOCKET, cmsg_type: Libc.SCM_CREDENTIALS } && data.Length >= sizeof(Libc.ucred))
                sender = MemoryMarshal.Read<Libc.ucred>(data);
            for (; header is { cmsg_level: Libc.SOL_SOCKET, cmsg_type: Libc.SCM_RIGHTS } && data.Length >= NumberBytes; data = data[NumberBytes..])
                Pipes.Close(MemoryMarshal.Read<int>(data));
            // Each begins at a multiple of a word.
            control = control[Math.Min(control.Length, ((int)header.cmsg_len + sizeof(nint) - 1) / sizeof(nint) * sizeof(nint))..];
        }
        return sender;
    }
}
