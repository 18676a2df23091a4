using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary>The calls on connections. Where those do not block nothing here does; calls cut short by a signal are repeated.</summary>
internal static unsafe class SocketCalls
{
    /// <summary>Room for <c>struct sockaddr_in6</c>; longer addresses are cut, and have no end point here.</summary>
    internal const int AddressBytes = 28;

    /// <summary>The next connection, which does not block and is closed on exec, or the errno.</summary>
    /// <param name="listener">The listening socket.</param>
    /// <param name="remote">Where the client is; null for one of this machine's unix sockets.</param>
    public static IoResult Accept(int listener, out IPEndPoint? remote)
    {
        var address = stackalloc byte[AddressBytes];
        uint length;
        IoResult result;
        do
        {
            length = AddressBytes;
            result = IoResult.Of(Libc.accept4(listener, address, &length, Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC));
        }
        while (result.IsInterrupted);
        remote = result.Errno != 0 ? null : EndPoint(new ReadOnlySpan<byte>(address, (int)Math.Min(length, AddressBytes)));
        return result;
    }

    /// <summary>Null for a unix socket.</summary>
    public static IPEndPoint? LocalEndPoint(int fd) => EndPoint(fd, &Libc.getsockname);

    /// <summary>Null for a unix socket, and for a client that is gone.</summary>
    public static IPEndPoint? RemoteEndPoint(int fd) => EndPoint(fd, &Libc.getpeername);

    /// <summary>Small answers are not held back for more. A socket that knows no such thing is left alone.</summary>
    public static void SendAtOnce(int fd)
    {
        var on = 1;
        _ = Libc.setsockopt(fd, Libc.IPPROTO_TCP, Libc.TCP_NODELAY, &on, sizeof(int));
    }

    public static IoResult Receive(int fd, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            IoResult result;
            do
                result = IoResult.Of(Libc.recv(fd, start, buffer.Length, 0));
            while (result.IsInterrupted);
            return result;
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
            IoResult result;
            do
                result = IoResult.Of(Libc.send(fd, start, bytes.Length, Libc.MSG_NOSIGNAL | (more ? Libc.MSG_MORE : 0)));
            while (result.IsInterrupted);
            return result;
        }
    }

    /// <summary>Ends both directions: what was sent arrives, and then the end.</summary>
    public static void ShutDown(int fd) => _ = Libc.shutdown(fd, Libc.SHUT_RDWR);

    /// <summary>Closing will throw away what was not sent, and reset the connection.</summary>
    public static void ResetOnClose(int fd)
    {
        var atOnce = new Libc.linger { l_onoff = 1, l_linger = 0 };
        _ = Libc.setsockopt(fd, Libc.SOL_SOCKET, Libc.SO_LINGER, &atOnce, (uint)sizeof(Libc.linger));
    }

    private static IPEndPoint? EndPoint(int fd, delegate*<int, byte*, uint*, int> ask)
    {
        var address = stackalloc byte[AddressBytes];
        uint length = AddressBytes;
        return ask(fd, address, &length) < 0 ? null : EndPoint(new ReadOnlySpan<byte>(address, (int)Math.Min(length, AddressBytes)));
    }

    private static IPEndPoint? EndPoint(ReadOnlySpan<byte> address)
    {
        if (address.Length < sizeof(ushort))
            return null;
        // struct sockaddr_in and sockaddr_in6: family, port, then the address, which sockaddr_in6 has behind the flow's four bytes.
        return MemoryMarshal.Read<ushort>(address) switch
        {
            Libc.AF_INET => new IPEndPoint(new IPAddress(address.Slice(4, 4)), BinaryPrimitives.ReadUInt16BigEndian(address[2..])),
            Libc.AF_INET6 => new IPEndPoint(
                new IPAddress(address.Slice(8, 16), MemoryMarshal.Read<uint>(address[24..])), BinaryPrimitives.ReadUInt16BigEndian(address[2..])),
            _ => null,
        };
    }
}
