using System.Runtime.InteropServices;

namespace Supervisor.Server.Interop;

/// <summary><c>netdb.h</c>: addresses of hosts.</summary>
internal static unsafe partial class Libc
{
    [StructLayout(LayoutKind.Sequential)]
    internal struct addrinfo
    {
        public int ai_flags;
        public int ai_family;
        public int ai_socktype;
        public int ai_protocol;
        public uint ai_addrlen;
        public byte* ai_addr;
        public byte* ai_canonname;
        public addrinfo* ai_next;
    }

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int getaddrinfo(string node, string? service, addrinfo* hints, addrinfo** result);

    [LibraryImport(Library)]
    internal static partial void freeaddrinfo(addrinfo* result);

    [LibraryImport(Library)]
    internal static partial nint gai_strerror(int code);
}
