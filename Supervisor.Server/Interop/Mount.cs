namespace Supervisor.Server.Interop;

/// <summary>One mounted file system, as a line of <c>/proc/self/mountinfo</c> names it (proc(5)).</summary>
internal sealed record Mount(int Id, int Parent, string Point, string Type)
{
    /// <summary>
    /// Types that a call may wait in for as long as another machine or a user's process likes. The kernel does not let a thread that
    /// waits there be killed, and does not let its process end.
    /// </summary>
    private static readonly string[] Unsure =
    [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "afs", "gfs2", "ocfs2", "lustre", "glusterfs", "virtiofs", "autofs", "fuse", "fuseblk",
    ];

    /// <summary>Whether calls there may never return.</summary>
    public bool MayHang => Unsure.Contains(Type) || Type.StartsWith("fuse.", StringComparison.Ordinal);

    /// <summary>The kernel's own trees: their links are not paths, and what is mounted in them (an automount, a container's view) is no place for files.</summary>
    public bool IsKernels => Type is "proc" or "sysfs";
}
