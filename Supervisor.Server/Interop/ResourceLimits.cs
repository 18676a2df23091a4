namespace Supervisor.Server.Interop;

/// <summary>A limit of the process: what counts now, and how far it may be raised.</summary>
internal readonly record struct ResourceLimit(ulong Soft, ulong Hard);

/// <summary>getrlimit(2) and setrlimit(2). Children inherit what is set here.</summary>
internal static unsafe class ResourceLimits
{
    public const ulong Unlimited = Libc.RLIM_INFINITY;
    public const int NProc = Libc.RLIMIT_NPROC;
    public const int NoFile = Libc.RLIMIT_NOFILE;

    public static ResourceLimit Get(int resource)
    {
        Libc.rlimit limit;
        if (Libc.getrlimit(resource, &limit) < 0)
            throw PosixException.Last("getrlimit");
        return new(limit.rlim_cur, limit.rlim_max);
    }

    public static void Set(int resource, ResourceLimit value)
    {
        var limit = new Libc.rlimit { rlim_cur = value.Soft, rlim_max = value.Hard };
        if (Libc.setrlimit(resource, &limit) < 0)
            throw PosixException.Last("setrlimit");
    }
}
