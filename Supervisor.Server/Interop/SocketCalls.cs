using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>The calls on connections. Where those do not block nothing here does; calls cut short by a signal are repeated.</summary>
internal static unsafe class SocketCalls
{
    private const int AF_INET = 2;
    private const int AF_INET6 = 10;
    private const int SOCK_NONBLOCK = 0x800;
    private const int SOCK_CLOEXEC = 0x80000;
    private const int SOL_SOCKET = 1;
    private const int SO_LINGER = 13;
    private const int IPPROTO_TCP = 6;
    private const int TCP_NODELAY = 1;
    private const int SHUT_RDWR = 2;
    private const int MSG_NOSIGNAL = 0x4000;
    private const int MSG_MORE = 0x8000;

    /// <summary>Room for <c>struct sockaddr_in6</c>; longer addresses are cut, and have no end point here.</summary>
    private const int AddressBytes = 28;

    /// <summary>The next connection, which does not block and is closed on exec, or the errno.</summary>
    /// <param name="listener">The listening socket.</param>
    /// <param name="remote">Where the client is; null for one of this machine's unix sockets.</param>
    public static IoResult Accept(int listener, out IPEndPoint? remote)
    {
        var address = stackalloc byte[AddressBytes];
        while (true)
        {
            uint length = AddressBytes;
            var fd = Libc.accept4(listener, address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
            remote = fd < 0 ? null : EndPoint(new ReadOnlySpan<byte>(address, (int)Math.Min(length, AddressBytes)));
            if (fd >= 0)
                return new(fd, 0);
            var errno = Marshal.GetLastPInvokeError();
            if (errno != Errno.EINTR)
                return new(-1, errno);
        }
    }

    /// <summary>Null for a unix socket.</summary>
    public static IPEndPoint? LocalEndPoint(int fd)
    {
        var address = stackalloc byte[AddressBytes];
        uint length = AddressBytes;
        return Libc.getsockname(fd, address, &length) < 0
            ? null
            : EndPoint(new ReadOnlySpan<byte>(address, (int)Math.Min(length, AddressBytes)));
    }

    /// <summary>Small answers are not held back for more. A socket that knows no such thing is left alone.</summary>
    public static void SendAtOnce(int fd)
    {
        var on = 1;
        _ = Libc.setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(int));
    }

    public static IoResult Receive(int fd, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var count = Libc.recv(fd, start, buffer.Length, 0);
                if (count >= 0)
                    return new((int)count, 0);
                var errno = Marshal.GetLastPInvokeError();
                if (errno != Errno.EINTR)
                    return new(-1, errno);
            }
        }
    }

    /// <summary>Unlike a plain write it raises no SIGPIPE.</summary>
    /// <param name="fd">The connection.</param>
    /// <param name="bytes">What to send.</param>
    /// <param name="more">More follows at once: the kernel may put both in one packet.</param>
    public static IoResult Send(int fd, ReadOnlySpan<byte> bytes, bool more)
    {
        fixed (byte* start = bytes)
        {
            while (true)
            {
                var count = Libc.send(fd, start, bytes.Length, MSG_NOSIGNAL | (more ? MSG_MORE : 0));
                if (count >= 0)
                    return new((int)count, 0);
                var errno = Marshal.GetLastPInvokeError();
                if (errno != Errno.EINTR)
                    return new(-1, errno);
            }
        }
    }

    /// <summary>Ends both directions: what was sent arrives, and then the end.</summary>
    public static void ShutDown(int fd) => _ = Libc.shutdown(fd, SHUT_RDWR);

    /// <summary>Closing will throw away what was not sent, and reset the connection.</summary>
    public static void ResetOnClose(int fd)
    {
        // struct linger: switched on, no seconds.
        var linger = stackalloc int[2] { 1, 0 };
        _ = Libc.setsockopt(fd, SOL_SOCKET, SO_LINGER, linger, 2 * sizeof(int));
    }

    private static IPEndPoint? EndPoint(ReadOnlySpan<byte> address)
    {
        if (address.Length < sizeof(ushort))
            return null;
        // struct sockaddr_in and sockaddr_in6: family, port, then the address, which sockaddr_in6 has behind the flow's four bytes.
        return MemoryMarshal.Read<ushort>(address) switch
        {
            AF_INET => new IPEndPoint(new IPAddress(address.Slice(4, 4)), BinaryPrimitives.ReadUInt16BigEndian(address[2..])),
            AF_INET6 => new IPEndPoint(
                new IPAddress(address.Slice(8, 16), MemoryMarshal.Read<uint>(address[24..])), BinaryPrimitives.ReadUInt16BigEndian(address[2..])),
            _ => null,
        };
    }
}
