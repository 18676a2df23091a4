using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Supervisor.Server.Interop;

/// <summary>A host's name has no address; the text is the resolver's.</summary>
internal sealed class NameResolutionException(int code, string text) : Exception(text)
{
    public int Code { get; } = code;
}

/// <summary>Outgoing connections. The descriptors do not block and are closed on exec; errors keep the errno that tells the cause.</summary>
internal static unsafe class StreamSockets
{
    /// <summary>The address of a unix socket, ready to connect to; null where the path is too long for one.</summary>
    public static byte[]? UnixAddress(string path)
    {
        var length = Encoding.UTF8.GetByteCount(path);
        if (length > UnixSocketCalls.MaxPathBytes)
            return null;
        var address = new byte[2 + length + 1];
        MemoryMarshal.Write(address, (ushort)Libc.AF_UNIX);
        Encoding.UTF8.GetBytes(path, address.AsSpan(2));
        return address;
    }

    /// <summary>Every address of a host, in the order to try them.</summary>
    public static IReadOnlyList<byte[]> InetAddresses(string host, int port)
    {
        var hints = new Libc.addrinfo { ai_socktype = Libc.SOCK_STREAM };
        Libc.addrinfo* found;
        var code = Libc.getaddrinfo(host, null, &hints, &found);
        if (code != 0)
            throw new NameResolutionException(code, Marshal.PtrToStringUTF8(Libc.gai_strerror(code)) ?? "");
        var addresses = new List<byte[]>();
        for (var at = found; at != null; at = at->ai_next)
        {
            if (at->ai_family is not (Libc.AF_INET or Libc.AF_INET6))
                continue;
            var address = new ReadOnlySpan<byte>(at->ai_addr, (int)at->ai_addrlen).ToArray();
            BinaryPrimitives.WriteUInt16BigEndian(address.AsSpan(2), (ushort)port);
            addresses.Add(address);
        }
        Libc.freeaddrinfo(found);
        return addresses;
    }

    /// <returns>The descriptor, and whether the connection is still being made: then it becomes writable when that is decided.</returns>
    public static (int Descriptor, bool IsPending) Connect(ReadOnlySpan<byte> address)
    {
        var fd = Libc.socket(MemoryMarshal.Read<ushort>(address), Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, 0);
        if (fd < 0)
            throw PosixException.Last("socket");
        fixed (byte* start = address)
        {
            if (Libc.connect(fd, start, (uint)address.Length) == 0)
                return (fd, false);
        }
        var errno = Marshal.GetLastPInvokeError();
        if (errno == Errno.EINPROGRESS)
            return (fd, true);
        Pipes.Close(fd);
        throw new PosixException("connect", errno);
    }

    /// <summary>What became of a pending connection: 0, or the errno.</summary>
    public static int Outcome(int fd)
    {
        int error;
        uint length = sizeof(int);
        return Libc.getsockopt(fd, Libc.SOL_SOCKET, Libc.SO_ERROR, &error, &length) < 0 ? Marshal.GetLastPInvokeError() : error;
    }
}
